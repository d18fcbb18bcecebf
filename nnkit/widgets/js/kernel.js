/**
 * The kernel behind a widget, when there is one: it trains the reader's own network in Python.
 *
 * One request is under way at a time; the next goes out when its answer is in. Python's side, and the messages, are in
 * `nnkit/widgets/base.py`.
 *
 * @typedef {{losses: number[], took: number, steps: number, epoch: number, diverged: any, theta: Float64Array, path: Float64Array|null}} Trained
 */

import { readNumbers } from "./arrays.js";

/** A kernel that says nothing for so long (in milliseconds) is given up until it speaks again. */
export const PATIENCE = 3000;

export class Kernel {
  #model;
  #clock;
  #listener;
  #waiting = null;
  #requests = 0;
  #stop;
  /** The last hello, while its answer is news. */
  #hello = null;
  // Python's messages reach every page that shows the widget, so requests carry a name that no other page uses.
  #page = Math.random().toString(36).slice(2, 10);

  /**
   * @param model  an anywidget model
   * @param {{timeout: Function, clearTimeout: Function}} clock
   * @param {{ready: (theta: Float64Array, step: number, epoch: number) => void, lost: (why: string) => void,
   *          back: () => void, weights: (theta: Float64Array) => void, heard: Function}} listener  `back` is called when a
   *   kernel that was given up speaks again, `weights` when Python changed them, `heard` with answers to `tell`
   */
  constructor(model, clock, listener) {
    this.#model = model;
    this.#clock = clock;
    this.#listener = listener;
    this.live = false;
    const onMessage = (content, buffers) => this.#receive(content, buffers ?? []);
    // Jupyter's managers announce so that the connection was cut; Backbone passes the view or model as `this`.
    const kernel = this;
    const onConnection = function () {
      kernel.#connectionChanged(this?.model?.comm_live ?? this?.comm_live);
    };
    model.on("msg:custom", onMessage);
    model.on("comm_live_update", onConnection);
    this.#stop = () => {
      model.off("msg:custom", onMessage);
      model.off("comm_live_update", onConnection);
    };
  }

  /** Ask whether anybody is there; `ready` is called when somebody is. */
  hello() {
    this.#hello = this.#name();
    this.#send({ type: "hello", request: this.#hello });
  }

  get busy() {
    return this.#waiting !== null;
  }

  /** The steps that the answer under way will tell of. */
  get awaited() {
    return this.#waiting?.steps ?? 0;
  }

  /**
   * Have the kernel train; the answer comes to `done`, an error of Python's as a sentence to `failed`.
   * @param {{steps: number, eta: number, loss: string, batchSize: number|null, path: boolean}} wanted
   * @param {(trained: Trained) => void} done  @param {(message: string) => void} failed
   */
  train({ steps, eta, loss, batchSize, path }, done, failed) {
    const request = this.#name();
    const timer = this.#clock.timeout(() => this.#giveUp(), PATIENCE);
    this.#waiting = { request, steps, done, failed, timer };
    this.#send({ type: "train", request, steps, eta, loss, batch_size: batchSize, path });
  }

  /** Give Python's network these weights. @param {Float64Array} theta */
  set(theta, step, epoch) {
    this.#send({ type: "set", step, epoch }, [theta.slice().buffer]);
  }

  /**
   * Say anything else; an answer to it comes to the listener's `heard`.
   * @returns {string | null} the name that the answer will carry; null where the kernel can't be reached
   */
  tell(content, buffers) {
    const request = this.#name();
    this.#send({ request, ...content }, buffers);
    return this.live ? request : null;
  }

  /** Don't wait for the answer under way any more; when it comes it is not passed on. */
  forget() {
    const nothing = () => {};
    if (this.#waiting) Object.assign(this.#waiting, { steps: 0, done: nothing, failed: nothing });
  }

  dispose() {
    this.#settle();
    this.#stop();
  }

  #name() {
    this.#requests += 1;
    return `${this.#page}:${this.#requests}`;
  }

  #send(content, buffers) {
    try {
      this.#model.send(content, undefined, buffers);
    } catch {
      this.#lose("The kernel can't be reached");
    }
  }

  #receive(content, buffers) {
    if (content.type === "weights") return this.#listener.weights(readNumbers(buffers[0]));
    if (!`${content.request}`.startsWith(`${this.#page}:`)) return;
    const awaited = this.#waiting?.request === content.request;
    if (content.type === "ready") this.#ready(content, buffers);
    else if (awaited && content.type === "trained") this.#settle().done(readTrained(content, buffers));
    else if (awaited && content.type === "error") this.#settle().failed(content.message);
    else if (!this.live) this.#comeBack();
    else this.#listener.heard?.(content, buffers);
  }

  #ready(content, buffers) {
    if (content.request !== this.#hello) return;
    this.live = true;
    this.#listener.ready(readNumbers(buffers[0]), content.step, content.epoch);
  }

  /** A late answer: its weights are out of date, but whoever gives it is alive. */
  #comeBack() {
    this.#hello = null;
    this.live = true;
    this.#listener.back();
  }

  #connectionChanged(live) {
    if (live === false) this.#lose("The kernel is gone");
    else this.hello();
  }

  /** One that was interrupted will never answer, so it is asked whether it is there: it says so when it has time. */
  #giveUp() {
    this.#lose("The kernel does not answer");
    this.hello();
  }

  #lose(why) {
    this.#settle();
    if (!this.live) return;
    this.live = false;
    this.#listener.lost(why);
  }

  #settle() {
    const waiting = this.#waiting;
    if (waiting) this.#clock.clearTimeout(waiting.timer);
    this.#waiting = null;
    return waiting;
  }
}

function readTrained({ losses, epoch, diverged, took }, [theta, path]) {
  return { losses, took, steps: losses.length, epoch, diverged, theta: readNumbers(theta), path: path ? readNumbers(path) : null };
}
