/** What a network that only Python can run says about the pictures: its last answers, and the next question. No DOM. */

import { readBytes, readNumbers } from "./arrays.js";

/** @typedef {{outputs: Float64Array, size: number, threshold: number}} Table  the outputs for all pictures of a page */

export class KernelAnswers {
  #tell;
  #asked = null;
  #heardOf = null;
  #own = null;

  /**
   * @param {{data: DataView, size: number, threshold: number}} stored  Python's answers as of the first picture
   * @param {Object<string, {n: number}>} sets  in the order of the answers
   * @param {(picture: Float64Array) => void} tell  asks the kernel
   */
  constructor({ data, size, threshold }, sets, tell) {
    this.#tell = tell;
    this.size = size;
    this.threshold = threshold;
    this.outputs = Float64Array.from(new Float32Array(readBytes(data).slice().buffer));
    let start = 0;
    this.starts = {};
    for (const [name, { n }] of Object.entries(sets)) {
      this.starts[name] = start;
      start += n;
    }
  }

  /** Ask, unless an answer is awaited or was given: about the weights and the picture that `key` stands for. */
  ask(key, picture) {
    if (this.#asked !== null || this.#heardOf === key) return;
    this.#asked = key;
    this.#tell(picture.slice());
  }

  /** Nothing that was asked before counts any more. */
  forget() {
    this.#asked = this.#heardOf = null;
  }

  /** @returns {boolean} whether this was an answer */
  hear({ type, threshold }, [outputs, own] = []) {
    if (this.#asked === null || !["looked", "error"].includes(type)) return false;
    this.#heardOf = this.#asked;
    this.#asked = null;
    if (type === "error") return false;
    this.threshold = threshold;
    this.outputs = readNumbers(outputs);
    this.#own = { key: this.#heardOf, outputs: readNumbers(own) };
    return true;
  }

  /** The outputs for a picture as it is in the set. */
  of(name, index) {
    const start = (this.starts[name] + index) * this.size;
    return this.outputs.slice(start, start + this.size);
  }

  /** The outputs for the picture with what was done to it; null until Python has said them. */
  changed(key) {
    return this.#own?.key === key ? this.#own.outputs : null;
  }
}
