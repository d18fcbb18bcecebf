/** The loss curves of a Playground, and the last good weights on the way: where it goes back to after a divergence. */

/** So many points are kept; with more, every other one is dropped, but for the last ones. */
const POINTS_AT_MOST = 800;
const LAST_ONES = 50;
/** A loss so many times that of the start counts as growing without bound. */
const TOO_LARGE = 1000;
/** Weights are good while their loss is no more than so many times that of the start. */
const GOOD = 2;
/** A loss at the start that is smaller counts as this much. */
const SMALL = 0.5;

/** @typedef {{epoch: number, train: number, test: number}} Point */
/** @typedef {{theta: Float64Array, step: number, epochs: number}} Place  weights, and when they were reached */

export class LossCurve {
  #startLoss = SMALL;
  /** @type {Point[]} */
  points = [];
  /** @type {Place | null} */
  good = null;

  begin() {
    this.points = [];
    this.good = null;
  }

  /** Another start, say on other data. @param {number} loss  NaN where nobody knows it */
  startAt(loss) {
    this.#startLoss = Math.max(SMALL, loss || 0);
  }

  /** The loss changed while the weights did not, by a setting: growing counts from there, if it is more. */
  raiseTo(loss) {
    this.#startLoss = Math.max(this.#startLoss, loss || 0);
  }

  isBounded(loss) {
    return loss < TOO_LARGE * this.#startLoss;
  }

  /** A point for an epoch takes the place of the one before for the same epoch. @param {Point} point */
  add(point) {
    if (this.points.at(-1)?.epoch === point.epoch) this.points.pop();
    this.points.push(point);
    const last = POINTS_AT_MOST - LAST_ONES;
    if (this.points.length > POINTS_AT_MOST) this.points = this.points.filter((_, k) => k % 2 === 0 || k > last);
  }

  /** Keep the place if its loss is good. @param {number} loss  @param {Place} place */
  remember(loss, place) {
    if (!(loss > GOOD * this.#startLoss)) this.good = place;
  }

  /** Forget what came after so many epochs. */
  backTo(epochs) {
    this.points = this.points.filter(({ epoch }) => epoch <= epochs);
  }
}
