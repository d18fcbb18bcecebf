/** When steps are due: some a second, as many as the machine makes, or a few at once that take several frames. */

/** A page that was in the background does not make up for it (in milliseconds). */
const LONGEST_FRAME = 250;

export class Loop {
  #clock;
  #train;
  #busy;
  #frame = null;
  #owed = 0;
  #last = 0;
  /** The steps asked for that are still to be made, and the frame in which they will be. */
  #rest = { steps: 0, frame: null };

  /**
   * @param {typeof import("./clock.js").browserClock} clock
   * @param {(steps: number) => number} train  makes so many steps, or as many as fit into a frame, and says how many
   *   are left to be asked for again
   * @param {() => boolean} busy  whether an answer is awaited, so that nothing may be asked for
   */
  constructor(clock, train, busy) {
    this.#clock = clock;
    this.#train = train;
    this.#busy = busy;
    this.running = false;
    /** Steps a second; Infinity is as many as the machine makes. */
    this.pace = 6;
  }

  start() {
    this.running = true;
    this.forgetRest();
    this.#owed = 1; // so that the first step is seen at once
    this.#last = this.#clock.now();
    this.#schedule();
  }

  stop() {
    this.running = false;
    if (this.#frame !== null) this.#clock.cancelFrame(this.#frame);
    this.#frame = null;
  }

  /** Make a few steps more than are still to be made, beginning now, or as soon as an answer that is awaited is there. */
  advance(steps) {
    const wanted = this.forgetRest() + steps;
    if (wanted === 0) return;
    const left = this.#busy() ? wanted : this.#train(wanted);
    if (left > 0) this.#rest = { steps: left, frame: this.#clock.frame(() => this.advance(0)) };
  }

  /** The steps asked for that are still to be made. */
  get rest() {
    return this.#rest.steps;
  }

  /** @returns {number} the steps that will not be made now */
  forgetRest() {
    const { steps, frame } = this.#rest;
    if (frame !== null) this.#clock.cancelFrame(frame);
    this.#rest = { steps: 0, frame: null };
    return steps;
  }

  #schedule() {
    this.#frame = this.#clock.frame(() => {
      this.#frame = null;
      if (!this.running) return;
      this.#schedule(); // first, so that an error in a step does not end the loop
      this.#slice();
    });
  }

  #slice() {
    const now = this.#clock.now();
    const passed = Math.min(now - this.#last, LONGEST_FRAME);
    this.#last = now;
    if (this.pace !== Infinity) this.#owed = Math.min(this.#owed + (passed / 1000) * this.pace, Math.max(1, this.pace));
    if (this.#busy()) return;
    if (this.pace === Infinity) return this.#train(Infinity);
    const steps = Math.floor(this.#owed);
    this.#owed -= steps;
    if (steps > 0) this.#train(steps);
  }
}
