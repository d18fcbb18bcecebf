/**
 * A network in training, whoever trains it: this page, or the kernel behind it. No DOM and no mathematics.
 *
 * There is one session for a widget, however many views show it. It starts in the page at once; when a kernel
 * answers, the kernel takes over from the weights there are, and when the kernel is lost, the page does.
 *
 * @typedef {import("./training_settings.js").Settings} Settings
 * @typedef {{losses: number[], thetas: Float64Array[]|null}} Steps  what one slice of training did
 * @typedef {{kind: "bound"|"not finite", step: number, eta: number, loss: number, theta: Float64Array|null}} Divergence
 */

import { browserClock } from "./clock.js";
import { whyKernel } from "./engine_words.js";
import { Kernel } from "./kernel.js";
import { KernelTrainer } from "./kernel_trainer.js";
import { Listeners } from "./listeners.js";
import { Loop } from "./loop.js";
import { PageTrainer, gradientDescent } from "./page_trainer.js";
import { StepCount } from "./step_count.js";
import { TrainingSettings } from "./training_settings.js";

export class TrainingSession {
  #settings;
  #data;
  #guard;
  #handOver;
  #learn;
  #kernel;
  #kernelTrainer;
  #pageTrainer;
  #loop;
  #listeners = new Listeners();
  #untouched = true;
  #count = new StepCount();
  /** Single steps that the kernel was asked for and has not answered. */
  #asked = 0;
  #stopListening;

  /**
   * @param model  an anywidget model with the traits of TrainingWidget
   * @param net  the engine's Network; its `theta` holds the current weights, whoever trains
   * @param {{x: Float64Array, y: Float64Array, n: number}} data
   * @param {{guard?: (theta: Float64Array, loss: number) => boolean, clock?: typeof browserClock, handOver?: () => void,
   *          heard?: (content: Object, buffers: DataView[]) => void, learn?: (training: TrainingSession) => Object}} options
   *   `guard` says whether weights are still in bounds; where they aren't, training stops with the last that were.
   *   `handOver` tells a kernel that takes over (with `tell`) what else has changed meanwhile; `heard` gets what the
   *   kernel says beyond training; `learn` makes what trains in this page, by another rule than gradient descent: an
   *   object with `step()`, which returns the loss, and `diverged`
   */
  constructor(model, net, data, { guard = () => true, clock = browserClock, handOver = () => {}, heard = () => {}, learn = null } = {}) {
    this.#settings = new TrainingSettings(model);
    this.#data = data;
    this.#guard = guard;
    this.#handOver = handOver;
    this.#learn = learn;
    this.net = net;
    this.start = net.theta.slice();
    /** @type {Divergence|null} */
    this.diverged = null;
    /** What the reader has to know about who trains, or an error of the kernel's. */
    this.notice = "";
    this.#connect(model, clock, heard);
    this.#stopListening = this.#settings.whenChanged(() => this.#settingsChanged());
    this.#kernel.hello();
  }

  #connect(model, clock, heard) {
    const inBounds = (theta, loss) => theta.every(Number.isFinite) && this.#guard(theta, loss);
    this.#kernel = new Kernel(model, clock, {
      ready: (...answer) => this.#kernelIsReady(...answer),
      lost: (why) => this.#kernelIsLost(why),
      back: () => this.#kernelIsBack(),
      weights: (theta) => this.#weightsChanged(theta),
      heard,
    });
    this.#kernelTrainer = new KernelTrainer(this.#kernel, clock, inBounds);
    this.#pageTrainer = new PageTrainer(clock, () => this.#makeTrainer(), inBounds);
    this.#loop = new Loop(clock, (steps) => this.#train(steps), () => this.#kernel.busy);
  }

  /** Who trains. @returns {"page" | "kernel"} */
  get engine() {
    return this.#kernel.live ? "kernel" : "page";
  }

  get running() {
    return this.#loop.running;
  }

  /** Steps a second; Infinity is as many as the machine makes. */
  get pace() {
    return this.#loop.pace;
  }

  set pace(pace) {
    this.#loop.pace = pace;
  }

  /** @returns {Settings} */
  get settings() {
    return this.#settings.now;
  }

  /** The number of examples in a batch. */
  get batch() {
    return Math.min(this.settings.batchSize ?? this.#data.n, this.#data.n);
  }

  get step() {
    return this.#count.step;
  }

  get epoch() {
    return this.#count.epoch;
  }

  /** The number of epochs, with the part of one that is under way. */
  get epochs() {
    return this.#count.epochs;
  }

  /** Steps since the examples were begun from the first one: after each change of settings or weights. */
  get sinceRestart() {
    return this.#count.sinceRestart;
  }

  /** The steps asked for that `sinceRestart` will count, here or in the kernel: whoever plans an epoch plans behind them. */
  get pending() {
    return this.#count.willCount(this.#kernel.awaited) + this.#loop.rest;
  }

  /**
   * Hear of what happens: "steps" (with what they did), "restart", "settings", "weights" and "state" (running, engine,
   * notice).
   * @param {(event: string, steps?: Steps) => void} listener  @returns {() => void} stops it
   */
  subscribe(listener) {
    return this.#listeners.add(listener);
  }

  dispose() {
    this.#loop.stop();
    this.#loop.forgetRest();
    this.#kernel.dispose();
    this.#stopListening();
    this.#listeners.clear();
  }

  // ---- What the reader does ----

  /** Change settings; Python sees them too. @param {Partial<Settings>} changes */
  configure(changes) {
    this.#settings.change(changes);
  }

  play() {
    if (this.running) return;
    this.diverged = null;
    this.notice = "";
    this.#loop.start();
    this.#listeners.tell("state");
  }

  pause() {
    if (!this.running) return;
    this.#loop.stop();
    this.#listeners.tell("state");
  }

  /** Make a few steps now, paused or not; those that don't fit into this frame are made in the next ones. */
  advance(steps = 1) {
    this.diverged = null;
    this.notice = "";
    this.#loop.advance(steps);
  }

  /** Begin anew from these weights, or from where the widget started, at step 0. */
  restart(theta = this.start) {
    this.#place(theta, 0, 0);
    this.notice = "";
    this.#listeners.tell("restart");
  }

  /** Begin anew from these weights, and come back to them at each restart. */
  startAt(theta) {
    this.start = theta.slice();
    this.pause();
    this.restart();
  }

  /** Go on from these weights, say with one of them set by hand; the start and the count of steps stay. */
  put(theta, step = this.step, epochs = this.epochs) {
    this.#place(theta, step, epochs);
    this.#listeners.tell("weights");
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
    this.#take(net.theta.slice(), this.step, this.epochs);
  }

  /**
   * Tell the kernel something beyond training, where there is one.
   * @returns {string | null} the name that its answer will carry; null where there is no kernel
   */
  tell(content, buffers) {
    return this.#kernel.live ? this.#kernel.tell(content, buffers) : null;
  }

  // ---- One slice of training ----

  /** @returns {number} how many of these steps are left to be asked for again */
  #train(steps) {
    if (this.engine === "kernel") return this.#askKernel(steps);
    if (this.#settings.needsKernel) return this.#fail(whyKernel(this.#settings.needsKernel));
    this.#untouched = false;
    const slice = this.#pageTrainer.train(this.net.theta, steps);
    this.#took(slice);
    return slice.bad ? 0 : steps - slice.losses.length;
  }

  #makeTrainer() {
    return this.#learn ? this.#learn(this) : gradientDescent(this.net, this.#data, this.settings, this.#settings.seed);
  }

  #askKernel(steps) {
    this.#untouched = false;
    this.#asked = this.running ? 0 : steps;
    const done = (slice) => {
      this.#asked = 0;
      this.#took(slice);
      // Where Python went on beyond the bound, it gets the last good weights back.
      if (slice.bad?.theta) this.#kernel.set(slice.theta, this.step, this.epoch);
    };
    this.#kernelTrainer.train(this.net.theta, steps, this.settings, done, (why) => this.#kernelFailed(why));
    return 0;
  }

  /** Python may have made some of the steps, or half of one: it goes back to the weights that the page shows. */
  #kernelFailed(why) {
    this.#kernel.set(this.net.theta, this.step, this.epoch);
    this.#beginAnew();
    this.#fail(`The kernel could not train: ${why}`);
  }

  /** @param {import("./page_trainer.js").Slice} slice */
  #took({ losses, thetas, theta, bad }) {
    this.net.theta.set(theta);
    if (bad) this.#diverge({ kind: bad.theta ? "bound" : "not finite", step: this.step + losses.length + 1, ...bad });
    this.#count.made(losses.length, Math.ceil(this.#data.n / this.batch));
    if (bad) this.#beginAnew();
    this.#listeners.tell("steps", { losses, thetas });
    if (this.diverged) this.#listeners.tell("state");
  }

  #diverge(how) {
    this.diverged = { ...how, eta: this.settings.eta };
    this.#end();
  }

  /** The next step to be asked for is on the first example, whoever makes it. */
  #beginAnew(underWay) {
    this.#pageTrainer.restart();
    this.#count.beginAnew(underWay);
  }

  // ---- Settings and weights that change from outside ----

  #settingsChanged() {
    this.diverged = null;
    this.#beginAnew(this.#kernel.busy); // the answer under way still counts, but the next request begins anew
    this.#listeners.tell("settings");
  }

  /** Python put other weights into its network. */
  #weightsChanged(theta) {
    if (theta.length !== this.net.theta.length) return; // of a design that the reader has changed since
    this.start = theta;
    this.#take(this.start, 0, 0);
    this.#listeners.tell("restart");
  }

  #place(theta, step, epochs) {
    this.#take(theta, step, epochs);
    if (this.#kernel.live) this.#kernel.set(this.net.theta, step, this.epoch);
  }

  #take(theta, step, epochs) {
    this.#untouched = false;
    this.#asked = 0;
    this.#loop.forgetRest();
    this.net.theta.set(theta);
    this.diverged = null;
    this.#pageTrainer.restart();
    this.#kernel.forget();
    this.#count.at(step, epochs);
  }

  // ---- The kernel comes and goes ----

  #kernelIsReady(theta, step, epoch) {
    if (!this.#untouched) return this.#kernelIsBack();
    this.#take(theta, step, epoch);
    this.#listeners.tell("restart");
  }

  #kernelIsBack() {
    if (this.notice) this.notice = "The kernel is back and trains on from here.";
    this.#handOver();
    this.#place(this.net.theta.slice(), this.step, this.epoch);
    this.#listeners.tell("state");
  }

  #kernelIsLost(why) {
    const reason = this.#settings.needsKernel;
    if (reason) return this.#fail(`${why}. ${whyKernel(reason)}`);
    this.notice = `${why}: training goes on in this page, from the last weights that came back.`;
    this.#beginAnew();
    this.#listeners.tell("state");
    if (!this.running) this.#loop.advance(this.#asked);
    this.#asked = 0;
  }

  #fail(notice) {
    this.notice = notice;
    this.#asked = 0;
    this.#end();
    this.#listeners.tell("state");
    return 0;
  }

  /** Whatever else was asked for is not made: it was asked for before anyone knew. */
  #end() {
    this.#loop.stop();
    this.#loop.forgetRest();
  }
}
