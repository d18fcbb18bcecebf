/** Training in this page: as many of the steps asked for as fit into a frame, stopping before the weights go astray. */

import { Trainer } from "./engine.js";
import { defaultRng } from "./numpy_random.js";
import { shuffle } from "./random.js";

/** The time (in milliseconds) that training may take in one frame; the rest is for drawing and for the page. */
const BUDGET = 8;

/**
 * What a slice of training came to, in the page or in the kernel.
 * @typedef {Object} Slice
 * @property {number[]} losses  of the good steps
 * @property {Float64Array[]|null} thetas  the weights after each of them, for small networks
 * @property {Float64Array} theta  the last good weights
 * @property {null|{loss: number, theta: Float64Array|null}} bad  the step after them: its loss, or the weights it led to
 */

/** The weights after each step are kept for networks of so many parameters. */
export const PATH_SIZE = 16;

export class PageTrainer {
  #clock;
  #make;
  #inBounds;
  #trainer = null;

  /**
   * @param {typeof import("./clock.js").browserClock} clock
   * @param {() => {step: () => number, diverged: any}} make  a trainer with the settings of now
   * @param {(theta: Float64Array, loss: number) => boolean} inBounds
   */
  constructor(clock, make, inBounds) {
    this.#clock = clock;
    this.#make = make;
    this.#inBounds = inBounds;
  }

  /** Settings or weights were changed: the next step is on the first example. */
  restart() {
    this.#trainer = null;
  }

  /** Train the network whose weights are `theta`, in place. @returns {Slice} */
  train(theta, steps) {
    const trainer = (this.#trainer ??= this.#make());
    const until = this.#clock.now() + BUDGET;
    const losses = [];
    const thetas = theta.length <= PATH_SIZE ? [] : null;
    let before = theta.slice();
    while (losses.length < steps && (losses.length === 0 || this.#clock.now() < until)) {
      const loss = trainer.step();
      if (trainer.diverged || !this.#inBounds(theta, loss)) {
        return { losses, thetas, theta: before, bad: { loss, theta: trainer.diverged ? null : theta.slice() } };
      }
      losses.push(loss);
      if (thetas) thetas.push((before = theta.slice()));
      else before.set(theta);
    }
    return { losses, thetas, theta, bad: null };
  }
}

/** Gradient descent with these settings, the examples in the order that Python has for the same seed. */
export function gradientDescent(net, { x, y, n }, settings, seed) {
  return new Trainer(net, x, y, { ...settings, order: seed === null ? null : permutations(seed, n) });
}

/** For each epoch another order of n examples. */
function permutations(seed, n) {
  const rng = defaultRng(seed);
  return () => shuffle(Int32Array.from({ length: n }, (_, i) => i), rng);
}
