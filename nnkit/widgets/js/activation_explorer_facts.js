/**
 * What there is to know about an activation: where it saturates, where it is dead, and what a chain of layers with it
 * leaves of a gradient. No DOM; the functions are the engine's.
 *
 * @typedef {{from: number, to: number, kind: "saturated"|"dead"|"flat"}} Region
 */

import { ACTIVATIONS } from "./activations.js";

/** The axis of a goes from −REACH to REACH. */
export const REACH = 8;
/** A slope below this is called saturated: a hundredth of the steepest, which is 1. */
export const SATURATED = 0.01;

/** What the lecture says of each, in a line; `range` is the part of the axis of f that shows it. */
export const FACTS = {
  identity: { range: [-8.8, 8.8], facts: ["unbounded", "zero-centered", "no bend: layers of it collapse into one linear layer"] },
  step: { range: [-0.5, 1.6], facts: ["bounded: 0 or 1", "slope 0 wherever it has one: gradient descent gets nothing"] },
  sigmoid: { range: [-0.5, 1.6], facts: ["bounded in [0, 1]", "saturates on both sides", "not zero-centered: never negative"] },
  tanh: { range: [-1.5, 1.9], facts: ["bounded in [−1, 1]", "saturates on both sides", "zero-centered"] },
  relu: { range: [-2.2, 8.8], facts: ["unbounded on the positive side", "slope 0 or 1", "dead region for a ≤ 0"] },
  leaky_relu: { range: [-2.2, 8.8], facts: ["unbounded on the positive side", "a small slope on the negative side", "a non-zero gradient everywhere"] },
};

/** f(a) and f′(a). */
export function valueAndSlope(f, a, slope) {
  const { f: value, df } = ACTIVATIONS[f];
  const h = value(a, slope);
  return { value: h, slope: df(a, h, slope) };
}

/** The parts of the axis where the slope is 0 or nearly 0. @returns {Region[]} */
export function regionsOf(f, slope) {
  if (f === "step") return [{ from: -REACH, to: 0, kind: "flat" }, { from: 0, to: REACH, kind: "flat" }];
  if (f === "relu" || (f === "leaky_relu" && slope === 0)) return [{ from: -REACH, to: 0, kind: "dead" }];
  const edge = { sigmoid: sigmoidEdge(), tanh: sigmoidEdge(4) / 2 }[f];
  if (edge === undefined) return [];
  return [{ from: -REACH, to: -edge, kind: "saturated" }, { from: edge, to: REACH, kind: "saturated" }];
}

/**
 * Where h(1 − h) = SATURATED / times: h = ½ + √(¼ − SATURATED / times), and a = log(h / (1 − h)). Since tanh(a) =
 * 2σ(2a) − 1, tanh′(a) = 4σ′(2a), so its edge is half of the one with `times` = 4.
 */
function sigmoidEdge(times = 1) {
  const h = 0.5 + Math.sqrt(0.25 - SATURATED / times);
  return Math.log(h / (1 - h));
}

/** The region that a lies in, or undefined. */
export function regionAt(f, a, slope) {
  return regionsOf(f, slope).find(({ from, to }) => from <= a && a <= to);
}

/**
 * A chain of layers h ← f(h), each with weight 1 and no bias; the first gets a. The gradient starts as 1 at the last
 * output, and each layer on the way back multiplies it by its own f′: element k is what is left of it at layer k + 1.
 */
export function gradientThrough(f, a, slope, layers) {
  const slopes = [];
  for (let input = a; slopes.length < layers; ) {
    const at = valueAndSlope(f, input, slope);
    slopes.push(at.slope);
    input = at.value;
  }
  let left = 1;
  return slopes.reduceRight((gradients, own) => [(left *= own), ...gradients], []);
}
