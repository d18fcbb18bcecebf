// Activation functions: each one a function f together with its derivative, for one number and for a whole layer.

import { byName } from "./checks.js";

/**
 * A function h = f(a) and its derivative f'(a), which may use h. `gain` is what n·Var(w) should be for a unit of n
 * inputs so that the size of a signal is kept from layer to layer; for leaky_relu at the usual slope, see `gainOf`.
 * @typedef {Object} Activation
 * @property {string} name
 * @property {(a: number, slope?: number) => number} f
 * @property {(a: number, h: number, slope?: number) => number} df
 * @property {number} gain
 */

/** The slope of leaky_relu for a ≤ 0 where none is given. */
export const SLOPE = 0.02;

/**
 * Every activation by its name. The conventions are those of nnkit: step(0) = 0 with derivative 0 everywhere,
 * relu'(0) = 0, leaky_relu'(0) = slope. What is not a number stays one that isn't, so that divergence is noticed.
 * @type {Object<string, Activation>}
 */
export const ACTIVATIONS = {
  identity: { name: "identity", f: (a) => a, df: () => 1, gain: 1 },
  step: { name: "step", f: (a) => (a > 0 ? 1 : 0), df: () => 0, gain: 1 },
  sigmoid: { name: "sigmoid", f: sigmoid, df: (a, h) => h * (1 - h), gain: 1 },
  tanh: { name: "tanh", f: tanh, df: (a, h) => 1 - h * h, gain: 1 },
  relu: { name: "relu", f: (a) => (a < 0 ? 0 : a), df: (a) => (a > 0 ? 1 : 0), gain: 2 },
  leaky_relu: {
    name: "leaky_relu",
    f: (a, slope = SLOPE) => (a > 0 ? a : slope * a),
    df: (a, h, slope = SLOPE) => (a > 0 ? 1 : slope),
    gain: 2 / (1 + SLOPE * SLOPE),
  },
};

/** What readers know them by. */
export const ACTIVATION_NAMES = {
  identity: "identity", step: "step", sigmoid: "sigmoid", tanh: "tanh", relu: "ReLU", leaky_relu: "leaky ReLU",
};

/** The gain of the activation `f`, with the slope of leaky_relu taken into account. */
export function gainOf(f, slope = SLOPE) {
  return f === "leaky_relu" ? 2 / (1 + slope * slope) : byName("f", ACTIVATIONS, f).gain;
}

const REACH = 20; // tanh(20) is 1 to the last bit
const TANH = Float64Array.from({ length: 2 * 16 * REACH + 1 }, (_, k) => Math.tanh(k / 16 - REACH));
// A double of this size has steps of 1/16, so adding it and taking it away again rounds to multiples of 1/16.
const ROUNDER = 1.5 * 2 ** 48;

/**
 * The hyperbolic tangent, within 1e-15 of Math.tanh and four times as fast, by the addition theorem
 *     tanh(p + r) = (tanh p + tanh r) / (1 + tanh p · tanh r).
 * p is the nearest multiple of 1/16, whose tanh is in a table, and |r| ≤ 1/32 is so small that four levels of
 * Lambert's continued fraction tanh r = r/(1 + r²/(3 + r²/(5 + r²/7))) are enough: written as a fraction n/d it
 * shares the one division.
 */
export function tanh(a) {
  if (!(Math.abs(a) < REACH)) return Math.tanh(a); // ±1, or not a number
  const p = a + ROUNDER - ROUNDER;
  const r2 = (a - p) * (a - p);
  const n = (a - p) * (105 + 10 * r2);
  const d = 105 + r2 * (45 + r2);
  const tanhP = TANH[(16 * (p + REACH)) | 0];
  return (tanhP * d + n) / (d + tanhP * n);
}

/** 1/(1 + exp(−a)), written with tanh because exp(−a) overflows for a below −709. */
export function sigmoid(a) {
  return 0.5 * (1 + tanh(0.5 * a));
}

/**
 * h = f(a) for the first `count` numbers of a layer. There is a loop for each function, because to call one through a
 * table would cost more than most of them do. The functions with a kink are written without a branch: which way it
 * goes is as good as random, and a processor that guessed wrong loses the time of ten multiplications.
 */
export function activate(f, slope, a, h, count) {
  switch (f) {
    case "identity":
      for (let i = 0; i < count; i++) h[i] = a[i];
      break;
    case "step":
      for (let i = 0; i < count; i++) h[i] = Number(a[i] > 0);
      break;
    case "sigmoid":
      for (let i = 0; i < count; i++) h[i] = sigmoid(a[i]);
      break;
    case "tanh":
      for (let i = 0; i < count; i++) h[i] = tanh(a[i]);
      break;
    case "relu":
      for (let i = 0; i < count; i++) h[i] = 0.5 * (a[i] + Math.abs(a[i]));
      break;
    case "leaky_relu":
      for (let i = 0; i < count; i++) h[i] = a[i] * (slope + (1 - slope) * Number(a[i] > 0));
  }
}

/** ∂L/∂a = ∂L/∂h · f'(a) for the first `count` numbers of a layer; `da` holds ∂L/∂h before and ∂L/∂a after. */
export function timesDerivative(f, slope, a, h, da, count) {
  switch (f) {
    case "step":
      for (let i = 0; i < count; i++) da[i] *= 0;
      break;
    case "sigmoid":
      for (let i = 0; i < count; i++) da[i] *= h[i] * (1 - h[i]);
      break;
    case "tanh":
      for (let i = 0; i < count; i++) da[i] *= 1 - h[i] * h[i];
      break;
    case "relu":
      for (let i = 0; i < count; i++) da[i] *= Number(a[i] > 0);
      break;
    case "leaky_relu":
      for (let i = 0; i < count; i++) da[i] *= slope + (1 - slope) * Number(a[i] > 0);
  }
}
