// Training: forward, loss, backward, update, over and over.

import { asCount, asLength, asNumbers, asPositive } from "./checks.js";
import { checkedLoss } from "./evaluation.js";
import { LOSSES } from "./losses.js";
import { shuffle } from "./random.js";

/** @typedef {import("./network.js").Network} Network */

/**
 * Gradient descent on a network, in place, one batch at a time: every parameter θ becomes θ − eta ∂L/∂θ.
 *
 * An epoch goes through all examples: in the order given, or shuffled anew for each epoch with an `rng`. `loss`, `eta`
 * and `batchSize` (null takes all examples at once) can be set between any two steps. `steps` and `epochs` count what
 * is done; `epochLoss` is the mean of the last finished epoch's batch losses, each taken before its update, and NaN
 * before there is one.
 *
 * A loss that isn't a finite number changes nothing: the network keeps the weights that gave it, `diverged` says
 * {step, eta, loss}, and further steps do nothing either. To go on, write good weights into `net.theta` and set
 * `diverged` to null.
 */
export class Trainer {
  #loss;
  #eta;
  #batchSize;
  #batches;
  #dloss = new Float64Array(0);
  #lossSum = 0; // of the batches of this epoch so far
  #batchCount = 0;

  /**
   * @param {Network} net
   * @param {Float64Array} x N examples, one after the other
   * @param {Float64Array|Int32Array} y their targets: N·outputs numbers, or N labels for softmax_cross_entropy
   * @param {Object} options
   * @param {string} options.loss the name of one of LOSSES
   * @param {number} options.eta the learning rate
   * @param {?number} [options.batchSize]
   * @param {?{integer: (n: number) => number}} [options.rng] from `random(seed)`
   * @param {?(epoch: number) => number[]|Int32Array} [options.order] says the order of the examples in epoch 0, 1, …
   *   itself, in place of `rng`
   */
  constructor(net, x, y, { loss, eta, batchSize = null, rng = null, order = null } = {}) {
    this.net = net;
    this.x = x;
    this.y = y;
    this.n = exampleCount(net, x);
    this.loss = loss;
    this.eta = eta;
    this.batchSize = batchSize;
    const orderOf = order === null ? shuffledBy(rng, this.n) : checkedOrder(order, this.n);
    this.#batches = new Batches(x, y, this.n, orderOf);
    this.steps = 0;
    this.epochs = 0;
    this.epochLoss = NaN;
    this.diverged = null;
  }

  get loss() {
    return this.#loss;
  }

  set loss(name) {
    checkedLoss(name, this.net, this.y, this.n);
    this.#loss = name;
  }

  get eta() {
    return this.#eta;
  }

  set eta(value) {
    this.#eta = asPositive("eta", value);
  }

  get batchSize() {
    return this.#batchSize;
  }

  set batchSize(value) {
    this.#batchSize = value === null ? null : asCount("batchSize", value);
  }

  /**
   * One update, on the next batch.
   * @returns {number} the loss of the batch before the update
   */
  step() {
    if (this.diverged !== null) return this.diverged.loss;
    const { net } = this;
    const loss = LOSSES[this.#loss];
    const { x, y, n } = this.#batches.at(this.epochs, this.#batchSize ?? this.n);
    const yHat = net.forward(x, n);
    const value = loss.value(yHat, y, n, net.outputs);
    if (!Number.isFinite(value)) {
      this.diverged = { step: this.steps + 1, eta: this.#eta, loss: value };
      return value;
    }
    if (this.#dloss.length < yHat.length) this.#dloss = new Float64Array(yHat.length);
    net.backward(loss.derivative(yHat, y, n, net.outputs, this.#dloss), n);
    descend(net.theta, net.dtheta, this.#eta);
    this.#count(value);
    return value;
  }

  #count(value) {
    this.steps += 1;
    this.#lossSum += value;
    this.#batchCount += 1;
    if (!this.#batches.next()) return;
    this.epochs += 1;
    this.epochLoss = this.#lossSum / this.#batchCount;
    this.#lossSum = this.#batchCount = 0;
  }

  /**
   * The updates to the end of this epoch.
   * @returns {number} the mean of the losses of all its batches, or the one that isn't a finite number
   */
  epoch() {
    const { epochs } = this;
    while (this.epochs === epochs) {
      this.step();
      if (this.diverged !== null) return this.diverged.loss;
    }
    return this.epochLoss;
  }
}

/** The data batch by batch; a batch stays the current one until `next`. */
class Batches {
  #data;
  #total;
  #orderOf;
  #order = null;
  #start = 0; // where in the order the current batch begins

  constructor(x, y, total, orderOf) {
    this.#data = { x, y };
    this.#total = total;
    this.#orderOf = orderOf;
    this.x = new Float64Array(0);
    this.y = new y.constructor(0);
    this.n = 0;
  }

  /** The current batch as {x, y, n}, with at most `size` examples; x and y are buffers that may be longer. */
  at(epoch, size) {
    if (this.#start === 0 && this.#orderOf !== null) this.#order = this.#orderOf(epoch);
    const { x, y } = this.#data;
    this.n = Math.min(size, this.#total - this.#start);
    if (this.n === this.#total && this.#order === null) {
      this.x = x; // all of it as it is, which spares copying ten thousand pictures
      this.y = y;
    } else {
      this.x = this.#gather(x, this.x);
      this.y = this.#gather(y, this.y);
    }
    return this;
  }

  /** Go on to the next batch; true when that is the first one of the next epoch. */
  next() {
    this.#start += this.n;
    if (this.#start < this.#total) return false;
    this.#start = 0;
    return true;
  }

  /** The rows of the current batch, written into `buffer` if that is big enough and isn't the data themselves. */
  #gather(all, buffer) {
    const order = this.#order, first = this.#start, width = all.length / this.#total;
    if (buffer.length < this.n * width || buffer === all) buffer = new all.constructor(this.n * width);
    for (let e = 0, to = 0; e < this.n; e++) {
      const from = width * (order === null ? first + e : order[first + e]);
      for (let i = 0; i < width; i++) buffer[to++] = all[from + i];
    }
    return buffer;
  }
}

function descend(theta, dtheta, eta) {
  for (let i = 0; i < theta.length; i++) theta[i] -= eta * dtheta[i];
}

/** For each epoch another order of n examples, or null where there is no `rng` to draw it. */
function shuffledBy(rng, n) {
  if (rng === null) return null;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  return () => shuffle(order, rng);
}

/** `orderOf`, which gives indices of the n examples or raises an Error. */
function checkedOrder(orderOf, n) {
  return (epoch) => {
    const order = orderOf(epoch);
    asLength("order", order, n);
    const bad = order.findIndex((i) => !(Number.isInteger(i) && i >= 0 && i < n));
    if (bad !== -1) throw new Error(`order: expected indices from 0 to ${n - 1}, got ${order[bad]}`);
    return order;
  };
}

function exampleCount(net, x) {
  const n = asNumbers("x", x).length / net.inputs;
  if (Number.isInteger(n) && n > 0) return n;
  throw new Error(`x: expected examples of ${net.inputs} numbers each, got ${x.length} numbers`);
}
