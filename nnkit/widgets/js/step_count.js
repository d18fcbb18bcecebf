/** How far training has come: steps, epochs, and how long ago the examples were begun from the first one. */

export class StepCount {
  step = 0;
  /** With the part of the epoch that is under way. */
  epochs = 0;
  /** Steps since the examples were begun from the first one: after each change of settings or weights. */
  sinceRestart = 0;
  /** Whether the steps under way were asked for before that. */
  #lagging = false;

  get epoch() {
    return Math.floor(this.epochs + 1e-9);
  }

  /** Go on from there, with the first example. */
  at(step, epochs) {
    Object.assign(this, { step, epochs });
    this.beginAnew();
  }

  /** The next step to be asked for is on the first example. @param {boolean} [underWay]  whether some still come from before */
  beginAnew(underWay = false) {
    this.sinceRestart = 0;
    this.#lagging = underWay;
  }

  /** @param {number} each  the steps of an epoch */
  made(steps, each) {
    this.step += steps;
    this.epochs += steps / each;
    this.sinceRestart = this.willCount(this.sinceRestart + steps);
    this.#lagging = false;
  }

  /** How many of the steps under way will be counted in `sinceRestart`. */
  willCount(steps) {
    return this.#lagging ? 0 : steps;
  }
}
