// Random numbers from a seed: the same seed gives the same numbers in every browser.

import { gainOf } from "./activations.js";
import { asCount } from "./checks.js";

/**
 * A generator of random numbers that starts from `seed`, a whole number of at least 0.
 * @param {number} seed
 */
export function random(seed) {
  return new Random(asCount("seed", seed, 0));
}

/**
 * The generator sfc32, "small fast chaotic", of Chris Doty-Humphrey's PractRand 0.95, with the seeds 0 and the two
 * halves of `seed` and the 15 rounds of mixing that it has there. All in 32-bit integers, which no machine rounds
 * differently. Make one with `random(seed)`.
 */
class Random {
  #state; // a, b, c and a counter

  constructor(seed) {
    this.#state = Int32Array.of(0, seed, Math.floor(seed / 2 ** 32), 1);
    for (let i = 0; i < 15; i++) this.bits();
  }

  /** 32 random bits, as a whole number from 0 to 2³² − 1. */
  bits() {
    const state = this.#state;
    const a = state[0], b = state[1], c = state[2];
    const bits = (a + b + state[3]++) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + bits;
    return bits >>> 0;
  }

  /** A number from 0 to just below 1, evenly spread, with the 53 bits that a double holds. */
  uniform() {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A number from the normal distribution of mean 0 and variance 1 (Box and Muller 1958). */
  normal() {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A whole number from 0 to n − 1, all equally likely to within n / 2³². */
  integer(n) {
    return Math.floor((this.bits() / 2 ** 32) * n);
  }
}

/** Shuffle `order` in place, every order equally likely (Fisher and Yates 1938, in Durstenfeld's form of 1964). */
export function shuffle(order, rng) {
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}

/**
 * Weights to start from, in the order of `Network.theta`: normal with variance gain/inputs, biases 0. A unit of a
 * local layer counts only the inputs that it is connected to; weights without a connection are 0.
 * @param {import("./network.js").Spec} spec
 * @param {Random} rng
 * @returns {Float64Array}
 */
export function initialTheta(spec, rng) {
  const theta = [];
  for (const { inputs, outputs, f, slope, bias = true, mask } of spec.layers) {
    const gain = gainOf(f, slope);
    for (let o = 0; o < outputs; o++) {
      const connected = mask ? Array.from(mask).slice(o * inputs, (o + 1) * inputs) : Array(inputs).fill(1);
      const spread = Math.sqrt(gain / Math.max(1, connected.reduce((sum, one) => sum + one, 0)));
      for (const one of connected) theta.push(one ? spread * rng.normal() : 0);
    }
    if (bias) theta.push(...Array(outputs).fill(0));
  }
  return Float64Array.from(theta);
}
