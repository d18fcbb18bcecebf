/** What a network says about the pictures of an ImageClassifier, and how many it gets right. No DOM. */

import { LOSSES, accuracy, thresholdOf } from "./engine.js";

/**
 * @typedef {Object} Answer
 * @property {Float64Array} outputs  for one threshold unit too  @property {Float64Array} sums  before the last activation
 * @property {number} winner  the class
 */

/** The answers of a network that this page can run. */
export class PageAnswers {
  #look;
  #gallery;

  /** @param {import("./network.js").Network} net  @param {import("./image_classifier_gallery.js").Gallery} gallery */
  constructor(net, gallery) {
    this.#look = net.twin();
    this.#gallery = gallery;
  }

  /** The output above which one output means class 1. */
  get threshold() {
    return thresholdOf(this.#look.layers.at(-1).f);
  }

  /** About the picture that is looked at. @returns {Answer} */
  get now() {
    const outputs = this.#look.forward(this.#gallery.picture, 1).slice();
    const sums = this.#look.layers.at(-1).a.slice(0, outputs.length);
    return { outputs, sums, winner: winnerOf(outputs, 0, outputs.length, this.threshold) };
  }

  /** For each picture of a set, with the reader's changes, whether it is wrong. @returns {boolean[]} */
  wrongOnes(name) {
    const { labels, n } = this.#gallery.sets[name];
    const k = this.#look.outputs;
    const yHat = this.#look.forward(this.#gallery.changedSet(name), n);
    return Array.from({ length: n }, (_, e) => winnerOf(yHat, e * k, k, this.threshold) !== labels[e]);
  }

  /** The share of a set that is right, the pictures as they are; null where there are none. */
  right(name) {
    const { labels, n, x } = this.#gallery.sets[name];
    return n === 0 ? null : accuracy(this.#look, x, labels, n);
  }

  /** The share of a set that is right with the reader's changes. */
  rightChanged(name) {
    const { labels, n } = this.#gallery.sets[name];
    return n === 0 ? null : accuracy(this.#look, this.#gallery.changedSet(name), labels, n);
  }
}

/** The class of the largest output, or, with one output, 1 above the threshold. */
export function winnerOf(outputs, start, k, threshold) {
  if (k === 1) return Number(outputs[start] > threshold);
  let best = 0;
  for (let o = 1; o < k; o++) if (outputs[start + o] > outputs[start + best]) best = o;
  return best;
}

/** The probabilities, where the loss makes some of the scores. @param {string} loss  its name */
export function probabilities(loss, outputs) {
  const { takesScores, predict } = LOSSES[loss];
  return takesScores ? predict(outputs, 1, outputs.length, new Float64Array(outputs.length)) : null;
}
