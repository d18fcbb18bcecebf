/**
 * What there is to know about a network that looks at pictures: the one it looks at and what was done to it, the
 * scores, how many it gets right, and how it came there. No DOM, no drawing; the mathematics is the engine's.
 */

import { Network, accuracy } from "./engine.js";
import { KernelAnswers } from "./image_classifier_kernel.js";
import { Trials, targets, thinned, winnerOf } from "./image_classifier_answers.js";
import { changed, changesAnything, unpack, unpackWeights } from "./image_classifier_pixels.js";
import { TrainingSession } from "./training_session.js";

/** How many of the last trials are counted. */
const RECENT = 50;
/** While it trains, all pictures are tried once in so many milliseconds. */
const MEASURE_EVERY = 150;
/** The curve keeps so many places; then every second one goes. */
const CURVE_AT_MOST = 240;
/** A picture can be shifted so far, as a share of its side. */
const REACH = 0.5;

export class ImageState {
  #model;
  #clock;
  #listeners = new Set();
  #input;
  #changedSets = new Map();
  #measuredAt = -Infinity;
  #triedChanged = { of: "", right: 0 };
  #order = { of: "", places: [] };

  /** @param model an anywidget model with the traits of ImageClassifier */
  constructor(model, clock) {
    this.#model = model;
    const [rows, columns, colors = 1] = model.get("shape");
    this.shape = { rows, columns, colors };
    this.rule = model.get("rule");
    this.names = model.get("names");
    this.needsKernel = model.get("needs_kernel");
    /** A network with a layer of the reader's own, which only Python can run. */
    this.opaque = model.get("spec").layers.length === 0;
    this.sets = { train: this.#read("training_set"), test: this.#read("test_set") };
    const net = this.#network(unpackWeights(model.get("theta")));
    const learn = this.rule === "perceptron" ? (training) => new Trials(training, this.sets.train) : null;
    this.training = new TrainingSession(model, net, this.sets.train, { clock, learn, heard: (...answer) => this.#heard(...answer) });
    this.#clock = clock ?? { now: () => performance.now() };
    this.#input = new Float64Array(this.#size);
    /** Which picture: of the training or the test set, and its place there. */
    this.at = { set: this.rule === "perceptron" || !this.sets.test.n ? "train" : "test", index: 0 };
    this.changes = { across: 0, down: 0, negative: false };
    this.wrongFirst = false;
    /** What was drawn on the picture, pixel by pixel. @type {Map<number, number[]>} */
    this.drawn = new Map();
    this.#beginRun();
    this.#resume();
    if (this.rule === "gradient") this.#beginWithARightOne();
    this.training.subscribe((event, steps) => this.#happened(event, steps));
  }

  /** @returns {() => void} stops it */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose() {
    this.training.dispose();
    this.#listeners.clear();
  }

  #network(theta) {
    if (this.opaque) {
      const tell = (picture) => this.training.tell({ type: "look" }, [picture.buffer]);
      this.kernelAnswers = new KernelAnswers(this.#model.get("answers"), this.sets, tell);
      return { theta, layers: [], outputs: this.kernelAnswers.size };
    }
    const net = new Network(this.#model.get("spec"), theta);
    this.look = net.twin();
    return net;
  }

  #read(name) {
    const stored = this.#model.get(name);
    const x = unpack(stored, this.#size);
    const softmax = this.#model.get("loss") === "softmax_cross_entropy";
    const outputs = this.#model.get("spec").layers.at(-1)?.outputs ?? 1; // where only Python trains, only the labels count
    const labels = Int32Array.from(stored.labels);
    return { x, y: softmax ? labels : targets(labels, outputs), labels, n: stored.count, all: stored.all };
  }

  get #size() {
    const { rows, columns, colors } = this.shape;
    return rows * columns * colors;
  }

  get noun() {
    return this.#model.get("noun");
  }

  get net() {
    return this.training.net;
  }

  get first() {
    return this.net.layers[0];
  }

  /** Where the steps before the first picture ended. */
  get warmUp() {
    return this.#model.get("warm_up");
  }

  // ---- The picture ----

  get set() {
    return this.sets[this.at.set];
  }

  get label() {
    return this.set.labels[this.at.index];
  }

  /** In the perceptron's trials: the picture that is shown next. */
  get next() {
    return this.training.step % this.sets.train.n;
  }

  /** Whether the picture is the one that the next trial shows, as it is. */
  get isNext() {
    return this.rule === "perceptron" && this.at.set === "train" && this.at.index === this.next;
  }

  /** Whether the picture is as it is in the set. */
  get isChanged() {
    return this.drawn.size > 0 || changesAnything(this.changes);
  }

  /** The picture with what was done to it, a row of numbers, which the next call overwrites. */
  get picture() {
    const { colors } = this.shape;
    changed(this.set.x, this.at.index * this.#size, this.shape, this.changes, this.#input, 0);
    for (const [pixel, values] of this.drawn) values.forEach((value, k) => (this.#input[pixel * colors + k] = value));
    return this.#input;
  }

  /** Look at another picture; what was drawn on the last one is gone. */
  show(set, index) {
    this.drawn.clear();
    const { n } = this.sets[set];
    this.at = { set, index: ((index % n) + n) % n };
    this.#emit();
  }

  /** The next picture in the order that was chosen, or the one before. @param {1 | -1} by */
  browse(by) {
    if (!this.wrongFirst) return this.show(this.at.set, this.at.index + by);
    const fresh = this.#order.of !== this.#orderNow;
    const places = this.order;
    const here = fresh ? (by > 0 ? -1 : places.length) : places.indexOf(this.at.index);
    this.show(this.at.set, places[(here + by + places.length) % places.length]);
  }

  get #orderNow() {
    return [this.at.set, this.training.step, this.training.epoch, Object.values(this.changes)].join();
  }

  /** The places of a set with the wrong ones first; it stays as it is until the network or the pictures change. */
  get order() {
    if (this.#order.of !== this.#orderNow) {
      const wrong = this.wrongOnes(this.at.set);
      const places = Array.from({ length: this.set.n }, (_, k) => k);
      this.#order = { of: this.#orderNow, places: [...places.filter((k) => wrong[k]), ...places.filter((k) => !wrong[k])] };
    }
    return this.#order.places;
  }

  sortWrongFirst(on) {
    this.wrongFirst = on;
    this.#order.of = "";
    if (on) this.show(this.at.set, this.order[0]);
    this.#emit();
  }

  /** @param {Partial<import("./image_classifier_pixels.js").Changes>} changes */
  change(changes) {
    const wanted = { ...this.changes, ...changes };
    const within = (value, side) => Math.min(Math.floor(REACH * side), Math.max(-Math.floor(REACH * side), value));
    wanted.across = within(wanted.across, this.shape.columns);
    wanted.down = within(wanted.down, this.shape.rows);
    this.drawn.clear();
    this.changes = wanted;
    this.#emit();
  }

  shift(across, down) {
    this.change({ across: this.changes.across + across, down: this.changes.down + down });
  }

  /** Paint a pixel of the picture. @param {number[]} values  one for each color */
  paint(row, column, values) {
    const { rows, columns } = this.shape;
    if (row < 0 || column < 0 || row >= rows || column >= columns) return;
    this.drawn.set(row * columns + column, values);
    this.#emit();
  }

  /** The picture as it is in the set. */
  restorePicture() {
    this.change({ across: 0, down: 0, negative: false });
  }

  /** Take over what a link says. */
  restore({ set, image, eta, across = 0, down = 0, negative = false }) {
    this.training.pause();
    if (eta !== undefined) this.training.configure({ eta });
    this.change({ across, down, negative });
    this.show(set, image - 1);
  }

  // ---- What the network says ----

  /** The outputs, for one threshold unit too, and the sums a before the last activation; null while Python owes them. */
  get answer() {
    if (this.opaque) return this.#kernelAnswer();
    const outputs = this.look.forward(this.picture, 1).slice();
    const sums = this.look.layers.at(-1).a.slice(0, outputs.length);
    return { outputs, sums, winner: winnerOf(outputs, 0, outputs.length, this.threshold) };
  }

  #kernelAnswer() {
    const { set, index } = this.at;
    const outputs = this.isChanged ? this.kernelAnswers.changed(this.#question) : this.kernelAnswers.of(set, index);
    return outputs && { outputs, sums: outputs, winner: winnerOf(outputs, 0, outputs.length, this.threshold) };
  }

  /** What Python is asked about: these weights, this picture. */
  get #question() {
    const { step, epoch } = this.training;
    return JSON.stringify([step, epoch, this.at, this.changes, [...this.drawn]]);
  }

  #ask() {
    if (this.opaque && this.training.engine === "kernel") this.kernelAnswers.ask(this.#question, this.picture);
  }

  #heard(content, buffers) {
    if (!this.opaque || !this.kernelAnswers.hear(content, buffers)) return;
    this.#measure(true);
    this.#emit();
  }

  get threshold() {
    if (this.opaque) return this.kernelAnswers.threshold;
    return ["sigmoid", "step"].includes(this.net.layers.at(-1).f) ? 0.5 : 0;
  }

  /** The share of a set that is right, the pictures as they are or with the reader's changes. */
  right(name, changes = null) {
    const { labels, n, x } = this.sets[name];
    if (n === 0 || (this.opaque && changes)) return null;
    if (this.opaque) return this.wrongOnes(name).filter((wrong) => !wrong).length / n;
    const data = changes ? this.#changedSet(name, changes) : x;
    return accuracy(this.look, data, labels, n);
  }

  /** The share of the tested pictures that is right with the reader's changes, as of the last time all were tried. */
  get rightChanged() {
    const of = [this.curve.at.at(-1), ...Object.values(this.changes)].join();
    if (this.#triedChanged.of !== of) this.#triedChanged = { of, right: this.right(this.tested, this.changes) };
    return this.#triedChanged.right;
  }

  /** For each picture of a set, with the reader's changes, whether it is wrong. */
  wrongOnes(name) {
    const { labels, n, x } = this.sets[name];
    if (this.opaque) return Array.from(labels, (label, e) => winnerOf(this.kernelAnswers.of(name, e), 0, this.net.outputs, this.threshold) !== label);
    const k = this.look.outputs;
    const yHat = this.look.forward(changesAnything(this.changes) ? this.#changedSet(name, this.changes) : x, n);
    return Array.from({ length: n }, (_, e) => winnerOf(yHat, e * k, k, this.threshold) !== labels[e]);
  }

  /** All pictures of a set with these changes; the last ones are kept. */
  #changedSet(name, changes) {
    const key = Object.values(changes).join();
    const kept = this.#changedSets.get(name);
    if (kept?.key === key) return kept.x;
    const { x, n } = this.sets[name];
    const out = kept?.x ?? new Float64Array(x.length);
    for (let e = 0; e < n; e++) changed(x, e * this.#size, this.shape, changes, out, e * this.#size);
    this.#changedSets.set(name, { key, x: out });
    return out;
  }

  /** What is tested on: fresh pictures where there are some. */
  get tested() {
    return this.sets.test.n > 0 ? "test" : "train";
  }

  // ---- The run ----

  setPace(pace) {
    this.training.pace = pace;
    this.#emit();
  }

  reset() {
    this.training.pause();
    this.training.restart();
  }

  /** Show the network as it was after the steps before the first picture. */
  #resume() {
    const { step, epoch, mistakes, at, train, test } = this.warmUp;
    this.training.resume(unpackWeights(this.#model.get("warm_theta")), step, epoch);
    this.#beginRun({ mistakes, curve: { at: [...at], train: [...train], test: [...test] } });
  }

  /** The first picture that a reader sees is one that the network knows, where there is one. */
  #beginWithARightOne() {
    this.training.pace = 30;
    this.at.index = Math.max(0, this.wrongOnes(this.at.set).indexOf(false));
  }

  #beginRun({ mistakes = 0, curve = { at: [], train: [], test: [] } } = {}) {
    /** How many trials were mistakes, and the last ones; null when the page has not seen them all. */
    this.mistakes = mistakes;
    this.recent = [];
    this.rightInARow = 0;
    this.lastTrial = null;
    this.loss = null;
    this.curve = curve;
    this.every = 1;
    /** Why training came to an end by itself: "" or "done". */
    this.rest = "";
    if (curve.at.length === 0) this.#measure(true);
    this.#follow();
  }

  #happened(event, steps) {
    if (event === "restart") this.#restarted();
    if (this.opaque && event === "restart") this.kernelAnswers.forget();
    if (event === "steps") this.#stepsWereMade(steps.losses);
    if (event === "state" && !this.training.running) this.#measure(true);
    if (event === "state" && this.training.running) this.rest = "";
    this.#emit();
  }

  /** Back to the start, or to what a kernel has; a run that this page has not seen begins in the middle. */
  #restarted() {
    const { step, mistakes, at, train, test } = this.warmUp;
    const seen = this.training.step === step && step > 0;
    if (seen) return this.#beginRun({ mistakes, curve: { at: [...at], train: [...train], test: [...test] } });
    this.#beginRun({ mistakes: this.training.step === 0 ? 0 : null });
  }

  #stepsWereMade(losses) {
    if (losses.length === 0) return;
    if (this.rule === "perceptron") this.#countTrials(losses);
    else this.loss = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    this.#measure(!this.training.running);
    this.#follow();
  }

  #countTrials(outcomes) {
    const wrong = outcomes.filter((loss) => loss > 0).length;
    if (this.mistakes !== null) this.mistakes += wrong;
    this.recent = [...this.recent, ...outcomes].slice(-RECENT);
    const last = outcomes.findLastIndex((loss) => loss > 0);
    this.rightInARow = last < 0 ? this.rightInARow + outcomes.length : outcomes.length - 1 - last;
    const { n, labels } = this.sets.train;
    const index = (this.training.step - 1) % n;
    this.lastTrial = { index, label: labels[index], wrong: outcomes.at(-1) > 0 };
    if (this.rightInARow < n || this.rest === "done") return;
    this.training.pause();
    this.rest = "done";
  }

  /** The perceptron's next picture comes by itself. */
  #follow() {
    if (this.rule !== "perceptron") return;
    this.drawn.clear();
    this.at = { set: "train", index: this.next };
  }

  /** Try all pictures, now or when it is time again, and note how many are right. */
  #measure(now) {
    const time = this.#clock.now();
    if (!now && time < this.#measuredAt + MEASURE_EVERY) return;
    this.#measuredAt = time;
    const { at, train, test } = this.curve;
    if (at.at(-1) === this.training.step) {
      if (!this.opaque) return;
      for (const shares of [at, train, test]) shares.pop(); // Python's answers came later than its weights
    }
    at.push(this.training.step);
    train.push(this.right("train"));
    if (this.sets.test.n) test.push(this.right("test"));
    if (at.length > CURVE_AT_MOST) this.curve = thinned(this.curve);
  }

  #emit() {
    this.#ask();
    for (const listener of [...this.#listeners]) listener();
  }
}
