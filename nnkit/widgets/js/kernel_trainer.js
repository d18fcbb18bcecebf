/** Training in the kernel: how many steps to ask for at once, and which of those that it made are good. */

import { PATH_SIZE } from "./page_trainer.js";

/** Asked for as many steps as it goes, the kernel gets as many as it answers in about this time (in milliseconds). */
const ANSWER_TIME = 40;
/** Of the weights after each step, this many numbers are asked for at most. */
const PATH_AT_MOST = 100_000;

/** @typedef {import("./page_trainer.js").Slice} Slice */

export class KernelTrainer {
  #kernel;
  #clock;
  #inBounds;
  #asFastAsItGoes = 20;

  /**
   * @param {import("./kernel.js").Kernel} kernel  @param {typeof import("./clock.js").browserClock} clock
   * @param {(theta: Float64Array, loss: number) => boolean} inBounds
   */
  constructor(kernel, clock, inBounds) {
    this.#kernel = kernel;
    this.#clock = clock;
    this.#inBounds = inBounds;
  }

  /**
   * Have the kernel make steps from its weights, which `theta` shows.
   * @param {(slice: Slice) => void} done  @param {(message: string) => void} failed
   */
  train(theta, steps, settings, done, failed) {
    const path = theta.length <= PATH_SIZE;
    const most = path ? Math.floor(PATH_AT_MOST / theta.length) : Infinity;
    const wanted = Math.min(steps === Infinity ? this.#asFastAsItGoes : steps, most);
    const asked = this.#clock.now();
    this.#kernel.train({ steps: wanted, ...settings, path }, (trained) => {
      // The time that Python trained, not that of the message: fewer steps would not make a slow line faster.
      this.#adapt(trained.took ?? this.#clock.now() - asked);
      done(this.#judged(trained, theta));
    }, failed);
  }

  #adapt(took) {
    if (took < ANSWER_TIME / 2) this.#asFastAsItGoes = Math.min(2 * this.#asFastAsItGoes, 5000);
    if (took > 2 * ANSWER_TIME) this.#asFastAsItGoes = Math.max(1, this.#asFastAsItGoes >> 1);
  }

  /** Python knows no bounds, so it may have gone on beyond them. @returns {Slice} */
  #judged({ losses, diverged, theta, path }, before) {
    const size = theta.length;
    const thetas = path && losses.map((_, k) => path.slice(k * size, (k + 1) * size));
    const at = thetas ? thetas.findIndex((one, k) => !this.#inBounds(one, losses[k])) : this.#lastIsBad(theta, losses);
    if (at < 0) {
      const bad = diverged && { loss: Number(diverged.loss.replace("inf", "Infinity")), theta: null };
      return { losses, thetas, theta, bad };
    }
    return {
      losses: losses.slice(0, at), thetas: thetas && thetas.slice(0, at),
      theta: at > 0 ? thetas[at - 1] : before.slice(), bad: { loss: losses[at], theta: thetas ? thetas[at] : theta },
    };
  }

  #lastIsBad(theta, losses) {
    return losses.length && !this.#inBounds(theta, losses.at(-1)) ? 0 : -1;
  }
}
