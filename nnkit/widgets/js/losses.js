// Losses: each one a number that says how far ŷ is from y, together with its derivative ∂L/∂ŷ.

import { sigmoid } from "./activations.js";
import { asLength, asNumbers, typeName } from "./checks.js";

/**
 * A loss of n examples with k outputs each, summed over the outputs and averaged over the examples. `yHat` and `y`
 * hold example after example, in their first n·k numbers; for softmax_cross_entropy `y` is an Int32Array of n labels.
 * `derivative` writes ∂L/∂ŷ into `out`, the average included; `predict` turns the network's output into the
 * prediction; `takesScores` marks the cross-entropies, which want the last layer's f to be identity; `checkTargets`
 * raises an Error where y doesn't fit.
 * @typedef {Float64Array|Int32Array} Targets
 * @typedef {Object} Loss
 * @property {string} name
 * @property {(yHat: Float64Array, y: Targets, n: number, k: number) => number} value
 * @property {(yHat: Float64Array, y: Targets, n: number, k: number, out: Float64Array) => Float64Array} derivative
 * @property {(scores: Float64Array, n: number, k: number, out: Float64Array) => Float64Array} predict
 * @property {(y: Targets, n: number, k: number) => void} checkTargets
 * @property {boolean} takesScores
 */

/** L2, ½(y − ŷ)², with ∂L/∂ŷ = ŷ − y. */
const squared = {
  name: "squared",
  takesScores: false,
  value(yHat, y, n, k) {
    let sum = 0;
    for (let i = 0; i < n * k; i++) sum += (yHat[i] - y[i]) * (yHat[i] - y[i]);
    return (0.5 * sum) / n;
  },
  derivative(yHat, y, n, k, out) {
    for (let i = 0; i < n * k; i++) out[i] = (yHat[i] - y[i]) / n;
    return out;
  },
  predict: copied,
  checkTargets: checkNumbers,
};

/** L1, |ŷ − y|, with ∂L/∂ŷ = sign(ŷ − y), 0 at the kink by convention. */
const absolute = {
  name: "absolute",
  takesScores: false,
  value(yHat, y, n, k) {
    let sum = 0;
    for (let i = 0; i < n * k; i++) sum += Math.abs(yHat[i] - y[i]);
    return sum / n;
  },
  derivative(yHat, y, n, k, out) {
    for (let i = 0; i < n * k; i++) out[i] = Math.sign(yHat[i] - y[i]) / n;
    return out;
  },
  predict: copied,
  checkTargets: checkNumbers,
};

/** 1[ŷ ≠ y] for each example; its derivative is 0 wherever it exists, so nothing learns from it. */
const zeroOne = {
  name: "zero_one",
  takesScores: false,
  value(yHat, y, n, k) {
    let wrong = 0;
    for (let e = 0; e < n; e++) {
      let o = e * k;
      while (o < (e + 1) * k && yHat[o] === y[o]) o++;
      if (o < (e + 1) * k) wrong++;
    }
    return wrong / n;
  },
  derivative(yHat, y, n, k, out) {
    return out.fill(0, 0, n * k);
  },
  predict: copied,
  checkTargets: checkNumbers,
};

/** −y log σ(a) − (1 − y) log(1 − σ(a)) of the scores a, with ∂L/∂a = σ(a) − y. */
const binaryCrossEntropy = {
  name: "binary_cross_entropy",
  takesScores: true,
  value(a, y, n, k) {
    // log(1 + exp(a)) − y·a, written so that exp never sees a large number.
    let sum = 0;
    for (let i = 0; i < n * k; i++) {
      sum += Math.max(a[i], 0) - y[i] * a[i] + Math.log1p(Math.exp(-Math.abs(a[i])));
    }
    return sum / n;
  },
  derivative(a, y, n, k, out) {
    for (let i = 0; i < n * k; i++) out[i] = (sigmoid(a[i]) - y[i]) / n;
    return out;
  },
  predict(a, n, k, out) {
    for (let i = 0; i < n * k; i++) out[i] = sigmoid(a[i]);
    return out;
  },
  checkTargets(y, n, k) {
    checkNumbers(y, n, k);
    const bad = y.find((value) => value < 0 || value > 1);
    if (bad !== undefined) throw new Error(`y: expected targets from 0 to 1, got ${bad}`);
  },
};

/** −log softmax(s)[label] of the scores s; the targets are whole-number labels, one for each example. */
const softmaxCrossEntropy = {
  name: "softmax_cross_entropy",
  takesScores: true,
  value(scores, labels, n, k) {
    let sum = 0;
    for (let e = 0; e < n; e++) {
      const largest = largestOf(scores, e * k, k);
      let total = 0;
      for (let o = e * k; o < (e + 1) * k; o++) total += Math.exp(scores[o] - largest);
      sum += Math.log(total) - (scores[e * k + labels[e]] - largest);
    }
    return sum / n;
  },
  derivative(scores, labels, n, k, out) {
    softmax(scores, n, k, out);
    for (let e = 0; e < n; e++) out[e * k + labels[e]] -= 1;
    for (let i = 0; i < n * k; i++) out[i] /= n;
    return out;
  },
  predict: softmax,
  checkTargets(labels, n, k) {
    if (!(labels instanceof Int32Array)) {
      throw new Error(`y: expected an Int32Array of labels, got ${typeName(labels)}`);
    }
    asLength("y", labels, n);
    const bad = labels.find((label) => label < 0 || label >= k);
    if (bad !== undefined) throw new Error(`y: expected labels from 0 to ${k - 1}, got ${bad}`);
  },
};

/** Every loss by its name. @type {Object<string, Loss>} */
export const LOSSES = {
  squared,
  absolute,
  zero_one: zeroOne,
  binary_cross_entropy: binaryCrossEntropy,
  softmax_cross_entropy: softmaxCrossEntropy,
};

/** exp(sₖ)/Σ exp(sⱼ) for each of the n examples of k scores, into `out`; no score is too large for it. */
export function softmax(scores, n, k, out) {
  for (let start = 0; start < n * k; start += k) {
    const largest = largestOf(scores, start, k);
    let total = 0;
    for (let o = start; o < start + k; o++) total += out[o] = Math.exp(scores[o] - largest);
    for (let o = start; o < start + k; o++) out[o] /= total;
  }
  return out;
}

function largestOf(scores, start, k) {
  let largest = scores[start];
  for (let o = start + 1; o < start + k; o++) largest = Math.max(largest, scores[o]);
  return largest;
}

function copied(yHat, n, k, out) {
  for (let i = 0; i < n * k; i++) out[i] = yHat[i];
  return out;
}

function checkNumbers(y, n, k) {
  asNumbers("y", y, n * k);
}
