/**
 * A walk through the chain: how far it is, which numbers are known there, and what the reader changes on the way. All
 * views of a widget share one. No DOM.
 *
 * @typedef {import("./backprop_chain.js").Chain} Chain
 * @typedef {import("./backprop_chain.js").Stage} Stage
 */

import { multiplications, numbersOf, updated, walkOf } from "./backprop_chain.js";
import { browserClock } from "./clock.js";
import { Kernel } from "./kernel.js";
import { Listeners, listenTo } from "./listeners.js";

/** What the reader may type in. */
export const LARGEST = 1000;
/** An update that throws a weight farther than this is refused. */
const BOUND = 1e6;
const SETTINGS = ["w", "b", "f", "x", "y", "eta"];

export class BackpropState {
  #model;
  #clock;
  #kernel;
  #listeners = new Listeners();
  #stop;
  #own = false;
  #timer = null;

  /** @param model an anywidget model with the traits of BackpropStepper */
  constructor(model, clock = browserClock) {
    this.#model = model;
    this.#clock = clock;
    this.n = model.get("w").length;
    /** @type {Stage[]} */
    this.stages = walkOf(this.n);
    this.start = this.#settings();
    /** The chain before an update, while its numbers are still shown. @type {Chain|null} */
    this.before = null;
    /** The losses before the updates made, oldest first. @type {number[]} */
    this.losses = [];
    this.running = false;
    /** Milliseconds from one step of Play to the next. */
    this.pace = 1600;
    this.refused = false;
    this.notice = "";
    this.at = this.firstAt;
    this.#stop = listenTo(model, [...SETTINGS, "slopes"], (name) => this.#own || this.#followChange(name));
    this.#kernel = this.#openKernel();
  }

  // ---- What is known ----

  /** After the loss come ∂L/∂f and ∂L/∂a of the last unit: there a reader finds the walk. */
  get firstAt() {
    return this.lossAt + 2;
  }

  /** So many stages are behind the walk when the loss is known. */
  get lossAt() {
    return 2 * this.n + 1;
  }

  get updateAt() {
    return this.stages.length - 1;
  }

  get end() {
    return this.stages.length;
  }

  /** The last stage made, or undefined. @returns {Stage|undefined} */
  get stage() {
    return this.stages[this.at - 1];
  }

  /** The chain as the reader sets it now. @returns {Chain} */
  get chain() {
    const { w, b, f, x, y } = this.#settings();
    return { w, b, f, x, y, slopes: this.#model.get("slopes") };
  }

  get eta() {
    return this.#model.get("eta");
  }

  /** The numbers of both passes at this point: until an update is through, those of the weights before it. */
  get numbers() {
    return numbersOf(this.stage?.phase === "update" && this.before ? this.before : this.chain);
  }

  /** The numbers before the update that was made. */
  get numbersBefore() {
    return numbersOf(this.before ?? this.chain);
  }

  /** Whether the walk has found the number of this key. After an update the slopes belong to the old weights. */
  knows(key) {
    const found = this.stage?.phase === "new" ? this.lossAt : this.at;
    return this.stages.slice(0, found).some((stage) => stage.key === key || stage.factor === key);
  }

  /** The multiplications so far, and those of the whole walk. */
  get counts() {
    const count = (upTo) => multiplications(this.stages.slice(0, upTo), this.n);
    return { now: count(this.at), all: count(this.end) };
  }

  /** Where the numbers are computed and kept. @returns {"page"|"kernel"} */
  get engine() {
    return this.#kernel.live ? "kernel" : "page";
  }

  // ---- The walk ----

  next() {
    if (this.at === this.end) this.#beginAnew();
    else this.goTo(this.at + 1);
  }

  previous() {
    this.goTo(Math.max(0, this.at - 1));
  }

  /** Go to the place after so many stages; the update is made, or taken back, on the way. */
  goTo(at) {
    if (at >= this.updateAt && this.before === null && !this.#update()) at = this.updateAt - 1;
    else if (at < this.updateAt && this.before !== null) this.#takeBack();
    this.at = at;
    this.#emit();
  }

  /** Walk to the end of this update; from there, of the one after. */
  wholeUpdate() {
    this.pause();
    if (this.at === this.end) this.#beginAnew();
    this.goTo(this.end);
  }

  play() {
    if (this.at === this.end) this.#beginAnew();
    this.running = true;
    this.#wait();
    this.#emit();
  }

  pause() {
    this.running = false;
    this.#clock.clearTimeout(this.#timer);
    this.#emit();
  }

  /** Begin again with the numbers that the widget, or a link, began with. */
  reset() {
    this.pause();
    this.notice = "";
    this.#place(this.start);
    this.#restart(this.firstAt);
  }

  /** Begin with other numbers, and come back to them at each reset. */
  startAt(settings, at = this.firstAt) {
    this.pause();
    this.start = { ...this.start, ...settings };
    this.#place(this.start);
    this.#restart(0);
    this.goTo(at);
  }

  #wait() {
    this.#timer = this.#clock.timeout(() => {
      if (!this.running) return;
      this.next();
      if (this.at === this.end || this.refused) this.pause();
      else this.#wait();
    }, this.pace);
  }

  /** From the new loss on, with the weights it was computed with. */
  #beginAnew() {
    this.before = null;
    this.at = this.lossAt;
    this.goTo(this.at + 1);
  }

  #restart(at) {
    Object.assign(this, { before: null, losses: [], refused: false, at });
    this.#emit();
  }

  #update() {
    const { chain } = this;
    const next = updated(chain, this.eta);
    this.refused = ![...next.w, next.b].every((value) => Math.abs(value) <= BOUND);
    if (this.refused) return false;
    this.before = chain;
    this.losses.push(numbersOf(chain).L);
    this.#place({ w: next.w, b: next.b });
    return true;
  }

  #takeBack() {
    const { w, b } = this.before;
    this.before = null;
    this.losses.pop();
    this.#place({ w, b });
  }

  // ---- Changes ----

  /** Set one of the chain's numbers by the key "w2", "b", "x", "y" or "eta", or an activation by "f2". */
  change(key, value) {
    const [, name, place] = /^(\D+)(\d*)$/.exec(key);
    const settings = this.#settings();
    const next = place === "" ? value : settings[name].map((old, k) => (k === place - 1 ? value : old));
    this.#place({ [name]: next });
    this.#followChange(name);
  }

  /** A change of the weights takes the place of an update; after any other, the update is made again. */
  #followChange(name) {
    this.refused = false;
    if (this.before === null) return this.#emit();
    const { at } = this;
    if (name === "w" || name === "b") {
      this.before = null;
      this.losses.pop();
      this.goTo(Math.min(at, this.updateAt - 1));
    } else {
      this.#takeBack();
      this.at = this.updateAt - 1;
      this.goTo(at);
    }
  }

  #settings() {
    return Object.fromEntries(SETTINGS.map((name) => [name, this.#model.get(name)]));
  }

  #place(settings) {
    this.#own = true;
    for (const [name, value] of Object.entries(settings)) this.#model.set(name, value);
    this.#own = false;
    this.#model.save_changes();
  }

  // ---- The kernel, and whoever listens ----

  #openKernel() {
    const kernel = new Kernel(this.#model, this.#clock, {
      ready: ([w1, b, ...w]) => this.#weightsInKernel([w1, ...w], b),
      lost: (why) => this.#kernelIsLost(why),
      back: () => this.#emit(),
      weights: () => {},
    });
    kernel.hello();
    return kernel;
  }

  #weightsInKernel(w, b) {
    const { chain } = this;
    this.notice = "";
    if (b === chain.b && w.every((w_k, k) => w_k === chain.w[k])) return this.#emit();
    this.#place({ w, b });
    this.start = { ...this.start, w, b };
    this.#followChange("w");
  }

  #kernelIsLost(why) {
    this.notice = `${why}: the walk goes on in this page, but your net does not follow any more.`;
    this.#emit();
  }

  /** Hear of every change. @returns {() => void} stops it */
  subscribe(listener) {
    return this.#listeners.add(listener);
  }

  dispose() {
    this.running = false;
    this.#clock.clearTimeout(this.#timer);
    this.#kernel.dispose();
    this.#stop();
    this.#listeners.clear();
  }

  #emit() {
    this.#listeners.tell();
  }
}
