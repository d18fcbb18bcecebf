/**
 * A network in training, whoever trains it: this page, or the kernel behind it. No DOM and no mathematics.
 *
 * There is one `Training` for a widget, however many views show it. It starts in the page at once; when a kernel
 * answers, the kernel takes over from the weights there are, and when the kernel is lost, the page does.
 *
 * @typedef {{eta: number, loss: string, batchSize: number|null}} Settings
 * @typedef {{losses: number[], thetas: Float64Array[]|null}} Steps  what one slice of training did
 * @typedef {{kind: "bound"|"not finite", step: number, eta: number, loss: number, theta: Float64Array|null}} Divergence
 */

import { Trainer } from "./engine.js";
import { Kernel } from "./kernel.js";
import { defaultRng } from "./numpy_random.js";
import { shuffle } from "./random.js";

/** The time (in milliseconds) that training may take in one frame; the rest is for drawing and for the page. */
const BUDGET = 8;
/** Asked for as many steps as it goes, the kernel gets as many as it answers in about this time. */
const ANSWER_TIME = 40;
/** Of `θ after each step`, this many numbers are kept for one slice at most. */
const PATH_AT_MOST = 100_000;
/** A page that was in the background does not make up for it. */
const LONGEST_FRAME = 250;

export const browserClock = {
  now: () => performance.now(),
  frame: (callback) => requestAnimationFrame(callback),
  cancelFrame: (id) => cancelAnimationFrame(id),
  timeout: (callback, delay) => setTimeout(callback, delay),
  clearTimeout: (id) => clearTimeout(id),
};

export class Training {
  #model;
  #data;
  #clock;
  #guard;
  #handOver;
  #learn;
  #kernel;
  #trainer = null;
  #listeners = new Set();
  #frame = null;
  #owed = 0;
  #last = 0;
  #asFastAsItGoes = 20;
  #untouched = true;
  #restarts = false;
  #epochs = 0;
  /** The frame in which the rest of the steps asked for will be made. */
  #rest = null;
  #stopListening = [];

  /**
   * @param model  an anywidget model with the traits of TrainingWidget
   * @param net  the engine's Network; its `theta` holds the current weights, whoever trains
   * @param {{x: Float64Array, y: Float64Array, n: number}} data
   * @param {{guard?: (theta: Float64Array, loss: number) => boolean, clock?: typeof browserClock, handOver?: () => void,
   *          heard?: (content: Object, buffers: DataView[]) => void, learn?: (training: Training) => Object}} options
   *   `guard` says whether weights are still in bounds; where they aren't, training stops with the last that were.
   *   `handOver` tells a kernel that takes over (with `tell`) what else has changed meanwhile; `heard` gets what the
   *   kernel says beyond training; `learn` makes what trains in this page, by another rule than gradient descent: an
   *   object with `step()`, which returns the loss, and `diverged`
   */
  constructor(model, net, data, { guard = () => true, clock = browserClock, handOver = () => {}, heard = () => {}, learn = null } = {}) {
    this.#model = model;
    this.#data = data;
    this.#clock = clock;
    this.#guard = guard;
    this.#handOver = handOver;
    this.#learn = learn;
    this.net = net;
    this.start = net.theta.slice();
    this.step = this.epoch = 0;
    /** Steps since the examples were begun from the first one: after each change of settings or weights. */
    this.sinceRestart = 0;
    this.running = false;
    /** Steps a second; Infinity is as many as the machine makes. */
    this.pace = 6;
    /** @type {Divergence|null} */
    this.diverged = null;
    /** What the reader has to know about who trains, or an error of the kernel's. */
    this.notice = "";
    this.#kernel = new Kernel(model, clock, {
      ready: (...answer) => this.#kernelIsReady(...answer),
      lost: (why) => this.#kernelIsLost(why),
      back: () => this.#kernelIsBack(),
      weights: (theta) => this.#weightsChanged(theta),
      heard,
    });
    for (const name of ["eta", "loss", "batch_size"]) this.#listen(`change:${name}`, () => this.#settingsChanged());
    this.#kernel.hello();
  }

  /** Who trains. @returns {"page" | "kernel"} */
  get engine() {
    return this.#kernel.live ? "kernel" : "page";
  }

  /** @returns {Settings} */
  get settings() {
    const get = (name) => this.#model.get(name);
    return { eta: get("eta"), loss: get("loss"), batchSize: get("batch_size") ?? null };
  }

  /** The number of examples in a batch. */
  get batch() {
    return Math.min(this.settings.batchSize ?? this.#data.n, this.#data.n);
  }

  /**
   * Hear of what happens: "steps" (with what they did), "restart", "settings" and "state" (running, engine, notice).
   * @param {(event: string, steps?: Steps) => void} listener  @returns {() => void} stops it
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Change settings; Python sees them too. @param {Partial<Settings>} changes */
  configure({ batchSize, ...changes }) {
    for (const [name, value] of Object.entries(changes)) this.#model.set(name, value);
    if (batchSize !== undefined) this.#model.set("batch_size", batchSize);
    this.#model.save_changes();
  }

  play() {
    if (this.running) return;
    this.running = true;
    this.diverged = null;
    this.notice = "";
    this.#cancelRest();
    this.#owed = 1; // so that the first step is seen at once
    this.#last = this.#clock.now();
    this.#schedule();
    this.#emit("state");
  }

  pause() {
    if (!this.running) return;
    this.running = false;
    this.#cancelFrame();
    this.#emit("state");
  }

  /** Make a few steps now, paused or not; those that don't fit into this frame are made in the next ones. */
  advance(steps = 1) {
    this.diverged = null;
    this.notice = "";
    this.#cancelRest();
    if (!this.#kernel.busy) this.#advance(steps);
  }

  #advance(steps) {
    const before = this.step;
    this.#train(steps);
    const left = steps - (this.step - before);
    if (this.engine !== "page" || this.diverged || this.step === before || left <= 0) return;
    this.#rest = this.#clock.frame(() => this.#advance(left));
  }

  #cancelRest() {
    if (this.#rest !== null) this.#clock.cancelFrame(this.#rest);
    this.#rest = null;
  }

  /** Begin anew from these weights, or from where the widget started, at step 0. */
  restart(theta = this.start) {
    this.#place(theta, 0, 0);
    this.notice = "";
    this.#emit("restart");
  }

  /** Begin anew from these weights, and come back to them at each restart. */
  startAt(theta) {
    this.start = theta.slice();
    this.pause();
    this.restart();
  }

  /** Go on from these weights, say with one of them set by hand; the start and the count of steps stay. */
  put(theta, step = this.step, epochs = this.#epochs) {
    this.#place(theta, step, Math.floor(epochs + 1e-9));
    this.#epochs = epochs;
    this.#emit("weights");
  }

  /** Show these weights as reached before the reader came, until a kernel says what it has. */
  resume(theta, step, epoch) {
    const untouched = this.#untouched;
    this.#take(theta, step, epoch);
    this.#untouched = untouched;
  }

  /** Train another network, or on other data: the weights are the network's, the count of steps stays. */
  replace({ net = this.net, data = this.#data }) {
    this.net = net;
    this.#data = data;
    this.#take(net.theta.slice(), this.step, this.#epochs);
    this.epoch = Math.floor(this.#epochs + 1e-9);
  }

  /** The number of epochs, with the part of one that is under way. */
  get epochs() {
    return this.#epochs;
  }

  /** Tell the kernel something beyond training, where there is one. */
  tell(content, buffers) {
    if (this.#kernel.live) this.#kernel.tell(content, buffers);
  }

  dispose() {
    this.running = false;
    this.#cancelFrame();
    this.#cancelRest();
    this.#kernel.dispose();
    for (const stop of this.#stopListening) stop();
    this.#listeners.clear();
  }

  // ---- One slice of training ----

  #schedule() {
    this.#frame = this.#clock.frame(() => {
      this.#frame = null;
      if (!this.running) return;
      this.#slice();
      if (this.running) this.#schedule();
    });
  }

  #cancelFrame() {
    if (this.#frame !== null) this.#clock.cancelFrame(this.#frame);
    this.#frame = null;
  }

  #slice() {
    const now = this.#clock.now();
    const passed = Math.min(now - this.#last, LONGEST_FRAME);
    this.#last = now;
    if (this.pace === Infinity) {
      if (!this.#kernel.busy) this.#train(this.engine === "kernel" ? this.#asFastAsItGoes : Infinity);
      return;
    }
    this.#owed = Math.min(this.#owed + (passed / 1000) * this.pace, Math.max(1, this.pace));
    if (this.#kernel.busy || this.#owed < 1) return;
    const steps = Math.floor(this.#owed);
    this.#owed -= steps;
    this.#train(steps);
  }

  #train(steps) {
    if (this.engine === "page" && this.#model.get("needs_kernel")) return this.#fail(whyKernel(this.#model.get("needs_kernel")));
    this.#untouched = false;
    if (this.engine === "page") this.#trainHere(steps);
    else this.#trainInKernel(steps);
  }

  #trainHere(steps) {
    const trainer = (this.#trainer ??= this.#newTrainer());
    const { theta } = this.net;
    const until = this.#clock.now() + BUDGET;
    const losses = [];
    const thetas = [];
    let before = theta.slice();
    const records = theta.length <= 16;
    while (losses.length < steps && (losses.length === 0 || this.#clock.now() < until)) {
      const loss = trainer.step();
      if (trainer.diverged || !this.#inBounds(theta, loss)) {
        this.#diverge(losses.length, loss, trainer.diverged ? null : theta.slice());
        theta.set(before);
        break;
      }
      losses.push(loss);
      if (records) thetas.push(theta.slice());
      if (records) before = thetas.at(-1);
      else before.set(theta);
    }
    this.#count({ losses, thetas: records ? thetas : null });
  }

  #inBounds(theta, loss) {
    return theta.every(Number.isFinite) && this.#guard(theta, loss);
  }

  #newTrainer() {
    if (this.#learn) return this.#learn(this);
    const { x, y } = this.#data;
    const seed = this.#model.get("seed") ?? null;
    return new Trainer(this.net, x, y, { ...this.settings, order: seed === null ? null : permutations(seed, this.#data.n) });
  }

  #trainInKernel(steps) {
    const size = this.net.theta.length;
    const most = Math.max(1, Math.floor(PATH_AT_MOST / size));
    const path = size <= 16;
    const asked = this.#clock.now();
    this.#kernel.train(
      { steps: path ? Math.min(steps, most) : steps, ...this.settings, path },
      // The time that Python trained, not that of the message: fewer steps would not make a slow line faster.
      (trained) => this.#kernelTrained(trained, trained.took ?? this.#clock.now() - asked),
      (message) => this.#kernelFailed(message),
    );
  }

  #kernelTrained({ losses, diverged, theta, path }, took) {
    if (took < ANSWER_TIME / 2) this.#asFastAsItGoes = Math.min(2 * this.#asFastAsItGoes, 5000);
    if (took > 2 * ANSWER_TIME) this.#asFastAsItGoes = Math.max(1, this.#asFastAsItGoes >> 1);
    const size = theta.length;
    const thetas = path && losses.map((_, i) => path.slice(i * size, (i + 1) * size));
    const bad = thetas ? thetas.findIndex((at, i) => !this.#inBounds(at, losses[i])) : this.#lastIsBad(theta, losses);
    if (bad < 0) {
      this.net.theta.set(theta);
      if (diverged) this.#diverge(losses.length, Number(diverged.loss.replace("inf", "Infinity")), null);
      return this.#count({ losses, thetas });
    }
    // Python went on beyond the bound; it gets the last good weights back.
    const good = bad > 0 ? thetas[bad - 1] : this.net.theta.slice();
    this.#diverge(bad, losses[bad], thetas ? thetas[bad] : theta);
    this.net.theta.set(good);
    this.#count({ losses: losses.slice(0, bad), thetas: thetas && thetas.slice(0, bad) });
    this.#kernel.set(good, this.step, this.epoch);
    this.sinceRestart = 0;
  }

  #lastIsBad(theta, losses) {
    return losses.length && !this.#inBounds(theta, losses.at(-1)) ? 0 : -1;
  }

  #diverge(stepsBefore, loss, theta) {
    const kind = theta ? "bound" : "not finite";
    this.diverged = { kind, step: this.step + stepsBefore + 1, eta: this.settings.eta, loss, theta };
    this.#trainer = null;
    this.#cancelFrame();
    this.running = false;
  }

  /** @param {Steps} steps */
  #count(steps) {
    const made = steps.losses.length;
    this.step += made;
    this.#epochs += made / Math.ceil(this.#data.n / this.batch);
    this.epoch = Math.floor(this.#epochs + 1e-9);
    this.sinceRestart = this.diverged || this.#restarts ? 0 : this.sinceRestart + made;
    this.#restarts = false;
    this.#emit("steps", steps);
    if (this.diverged) this.#emit("state");
  }

  // ---- Settings and weights that change from outside ----

  #settingsChanged() {
    this.diverged = null;
    this.#trainer = null;
    this.sinceRestart = 0;
    this.#restarts = this.#kernel.busy; // the answer under way still counts, but the next request begins anew
    this.#emit("settings");
  }

  /** Python put other weights into its network. */
  #weightsChanged(theta) {
    this.start = theta;
    this.#take(this.start, 0, 0);
    this.#emit("restart");
  }

  #place(theta, step, epoch) {
    this.#take(theta, step, epoch);
    if (this.#kernel.live) this.#kernel.set(this.net.theta, step, epoch);
  }

  #take(theta, step, epoch) {
    this.#untouched = false;
    this.#cancelRest();
    this.net.theta.set(theta);
    this.diverged = null;
    this.#trainer = null;
    this.#kernel.forget();
    this.#restarts = false;
    this.#epochs = epoch;
    Object.assign(this, { step, epoch, sinceRestart: 0 });
  }

  // ---- The kernel comes and goes ----

  #kernelIsReady(theta, step, epoch) {
    if (!this.#untouched) return this.#kernelIsBack();
    this.#take(theta, step, epoch);
    this.#emit("restart");
  }

  #kernelIsBack() {
    if (this.notice) this.notice = "The kernel is back and trains on from here.";
    this.#handOver();
    this.#place(this.net.theta.slice(), this.step, this.epoch);
    this.#emit("state");
  }

  #kernelIsLost(why) {
    const reason = this.#model.get("needs_kernel");
    if (reason) return this.#fail(`${why}. ${whyKernel(reason)}`);
    this.notice = `${why}: training goes on in this page, from the last weights that came back.`;
    this.#trainer = null;
    this.sinceRestart = 0;
    this.#emit("state");
  }

  #kernelFailed(message) {
    this.#fail(`The kernel could not train: ${message}`);
  }

  #fail(notice) {
    this.notice = notice;
    this.running = false;
    this.#cancelFrame();
    this.#emit("state");
  }

  #listen(event, listener) {
    this.#model.on(event, listener);
    this.#stopListening.push(() => this.#model.off(event, listener));
  }

  #emit(event, detail) {
    for (const listener of [...this.#listeners]) listener(event, detail);
  }
}

/** For each epoch another order of n examples: the same as in Python for the same seed. */
function permutations(seed, n) {
  const rng = defaultRng(seed);
  return () => shuffle(Int32Array.from({ length: n }, (_, i) => i), rng);
}

/** Why nothing trains in this page. @param {string} reason */
export function whyKernel(reason) {
  return `This network trains only with a kernel: open the chapter as a notebook. (${reason})`;
}

/** Who trains, for the reader. @param {Training} training */
export function engineInWords(training) {
  return training.engine === "kernel"
    ? "training in the kernel: your NumPy network"
    : "training in this page (JavaScript)";
}
