/** What a network that only Python can run says about the pictures: its last answers, and the next question. No DOM. */

import { readBytes, readNumbers } from "./arrays.js";
import { winnerOf } from "./image_classifier_answers.js";

/** As PageAnswers, with Python's last outputs for all pictures of a page. */
export class KernelAnswers {
  #gallery;
  #tell;
  #key;
  #asked = null;
  #heardOf = null;
  #own = null;

  /**
   * @param {{data: DataView, size: number, threshold: number}} stored  Python's answers as of the first picture
   * @param {import("./image_classifier_gallery.js").Gallery} gallery  its sets are in the order of the answers
   * @param {{tell: (picture: Float64Array) => string | null, key: () => string}} options  `tell` asks the kernel and says
   *   which name the answer will carry, `key` stands for the weights and the picture that it is asked about
   */
  constructor({ data, size, threshold }, gallery, { tell, key }) {
    this.#gallery = gallery;
    this.#tell = tell;
    this.#key = key;
    this.size = size;
    /** The output above which one output means class 1. */
    this.threshold = threshold;
    this.outputs = Float64Array.from(new Float32Array(readBytes(data).slice().buffer));
    let start = 0;
    this.starts = {};
    for (const [name, { n }] of Object.entries(gallery.sets)) {
      this.starts[name] = start;
      start += n;
    }
  }

  /** Ask, unless an answer is awaited or was given. */
  ask() {
    const key = this.#key();
    if (this.#asked !== null || this.#heardOf === key) return;
    const request = this.#tell(this.#gallery.picture.slice());
    this.#asked = request && { request, key };
  }

  /** Nothing that was asked before counts any more. */
  forget() {
    this.#asked = this.#heardOf = null;
  }

  /** @returns {boolean} whether this was an answer */
  hear({ type, request, threshold }, [outputs, own] = []) {
    if (this.#asked?.request !== request) return false;
    this.#heardOf = this.#asked.key;
    this.#asked = null;
    if (type === "error") return false;
    this.threshold = threshold;
    this.outputs = readNumbers(outputs);
    this.#own = { key: this.#heardOf, outputs: readNumbers(own) };
    return true;
  }

  /** About the picture that is looked at; null while Python owes it. @returns {import("./image_classifier_answers.js").Answer | null} */
  get now() {
    const { isChanged, at } = this.#gallery;
    const outputs = isChanged ? this.#changed : this.#of(at.set, at.index);
    return outputs && { outputs, sums: outputs, winner: winnerOf(outputs, 0, this.size, this.threshold) };
  }

  /** The outputs for the picture with what was done to it; null until Python has said them. */
  get #changed() {
    return this.#own?.key === this.#key() ? this.#own.outputs : null;
  }

  /** The outputs for a picture as it is in the set. */
  #of(name, index) {
    const start = (this.starts[name] + index) * this.size;
    return this.outputs.slice(start, start + this.size);
  }

  /** For each picture of a set, as it is, whether it is wrong. @returns {boolean[]} */
  wrongOnes(name) {
    const { labels } = this.#gallery.sets[name];
    return Array.from(labels, (label, e) => winnerOf(this.#of(name, e), 0, this.size, this.threshold) !== label);
  }

  /** The share of a set that is right; null where there are no pictures. */
  right(name) {
    const { n } = this.#gallery.sets[name];
    return n === 0 ? null : this.wrongOnes(name).filter((wrong) => !wrong).length / n;
  }

  /** Python is not asked about all pictures with the reader's changes. */
  rightChanged() {
    return null;
  }
}
