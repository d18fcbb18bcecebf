/** The pictures of an ImageClassifier, the one that is looked at, and what the reader did to it. No DOM, no drawing. */

import { changed, changesAnything, unpack } from "./image_classifier_pixels.js";

/** A picture can be shifted so far, as a share of its side. */
const REACH = 0.5;

/** @typedef {import("./image_classifier_pixels.js").Changes} Changes */
/** @typedef {{x: Float64Array, y: Float64Array|Int32Array, labels: Int32Array, n: number, all: number}} Pictures */

export class Gallery {
  #told;
  #input;
  #changedSets = new Map();

  /** @param model an anywidget model with the traits of ImageClassifier  @param {() => void} told  hears of changes */
  constructor(model, told) {
    this.#told = told;
    const [rows, columns, colors = 1] = model.get("shape");
    this.shape = { rows, columns, colors };
    /** Numbers a picture. */
    this.size = rows * columns * colors;
    /** @type {{train: Pictures, test: Pictures}} */
    this.sets = { train: this.#read(model, "training_set"), test: this.#read(model, "test_set") };
    this.#input = new Float64Array(this.size);
    /** Which picture: of the training or the test set, and its place there. */
    this.at = { set: model.get("rule") === "perceptron" || !this.sets.test.n ? "train" : "test", index: 0 };
    /** @type {Changes} */
    this.changes = { across: 0, down: 0, negative: false };
    /** What was drawn on the picture, pixel by pixel. @type {Map<number, number[]>} */
    this.drawn = new Map();
  }

  #read(model, name) {
    const stored = model.get(name);
    const labels = Int32Array.from(stored.labels);
    const outputs = model.get("spec").layers.at(-1)?.outputs ?? 1; // where only Python trains, only the labels count
    const y = model.get("loss") === "softmax_cross_entropy" ? labels : targets(labels, outputs);
    return { x: unpack(stored, this.size), y, labels, n: stored.count, all: stored.all };
  }

  get set() {
    return this.sets[this.at.set];
  }

  get label() {
    return this.set.labels[this.at.index];
  }

  /** What is tested on: fresh pictures where there are some. */
  get tested() {
    return this.sets.test.n > 0 ? "test" : "train";
  }

  /** Whether the picture is as it is in the set. */
  get isChanged() {
    return this.drawn.size > 0 || changesAnything(this.changes);
  }

  /** The picture with what was done to it, a row of numbers, which the next call overwrites. */
  get picture() {
    const { colors } = this.shape;
    changed(this.set.x, this.at.index * this.size, this.shape, this.changes, this.#input, 0);
    for (const [pixel, values] of this.drawn) values.forEach((value, k) => (this.#input[pixel * colors + k] = value));
    return this.#input;
  }

  /** All pictures of a set with the reader's changes, but for what was drawn; the last ones are kept. */
  changedSet(name) {
    const { x, n } = this.sets[name];
    if (!changesAnything(this.changes)) return x;
    const key = Object.values(this.changes).join();
    const kept = this.#changedSets.get(name);
    if (kept?.key === key) return kept.x;
    const out = kept?.x ?? new Float64Array(x.length);
    for (let e = 0; e < n; e++) changed(x, e * this.size, this.shape, this.changes, out, e * this.size);
    this.#changedSets.set(name, { key, x: out });
    return out;
  }

  // ---- What the reader does ----

  /** Look at another picture; what was drawn on the last one is gone. */
  show(set, index) {
    this.turnTo(set, index);
    this.#told();
  }

  /** As `show`, where whoever calls tells of it. */
  turnTo(set, index) {
    this.drawn.clear();
    const { n } = this.sets[set];
    this.at = { set, index: ((index % n) + n) % n };
  }

  /** @param {Partial<Changes>} changes */
  change(changes) {
    const wanted = { ...this.changes, ...changes };
    const within = (value, side) => Math.min(Math.floor(REACH * side), Math.max(-Math.floor(REACH * side), value));
    wanted.across = within(wanted.across, this.shape.columns);
    wanted.down = within(wanted.down, this.shape.rows);
    this.drawn.clear();
    this.changes = wanted;
    this.#told();
  }

  shift(across, down) {
    this.change({ across: this.changes.across + across, down: this.changes.down + down });
  }

  /** Paint a pixel of the picture. @param {number[]} values  one for each color */
  paint(row, column, values) {
    const { rows, columns } = this.shape;
    if (row < 0 || column < 0 || row >= rows || column >= columns) return;
    this.drawn.set(row * columns + column, values);
    this.#told();
  }

  /** The picture as it is in the set. */
  restore() {
    this.change({ across: 0, down: 0, negative: false });
  }
}

/** Labels as numbers of the network's outputs: one of 0 and 1, or one 1 among zeros. */
function targets(labels, outputs) {
  if (outputs === 1) return Float64Array.from(labels);
  const y = new Float64Array(labels.length * outputs);
  labels.forEach((label, e) => (y[e * outputs + label] = 1));
  return y;
}
