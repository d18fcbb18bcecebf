/** What ActivationExplorer says about the point where the reader stands. Text only. */

import { ACTIVATION_NAMES } from "./activations.js";
import { gradientThrough, regionAt, valueAndSlope } from "./activation_explorer_facts.js";
import { short } from "./geometry.js";

/** @typedef {import("./activation_explorer_panels.js").Setting} Setting */

const DERIVATIVES = {
  identity: () => "",
  step: () => "",
  sigmoid: (h) => `f(1 − f) = ${h}(1 − ${h}) = `,
  tanh: (h) => `1 − f² = 1 − (${h})² = `,
  relu: () => "",
  leaky_relu: () => "",
};

const FLAT =
  "The step is flat on both sides: f′ = 0, so no gradient comes through, " +
  "and at the jump there is no slope at all (0 by convention).";
const DEAD =
  "In the dead region: f′ is exactly 0. " +
  "No gradient reaches a unit that stays here for every input; it comes back only if its inputs change.";

/** f(a) and f′(a) as numbers, each with its color. @param {Setting} setting @returns {[string, string][]} */
export function numbers({ f, a, slope }) {
  const at = valueAndSlope(f, a, slope);
  const h = short(at.value, 4);
  return [
    [`f(${short(a)}) = ${h}`, "parameter"],
    [`f′(${short(a)}) = ${DERIVATIVES[f](h)}${short(at.slope, 3)}`, "loss"],
  ];
}

/** Where the point is, in the lecture's words. @param {Setting} setting */
export function whereInWords({ f, a, slope }) {
  const at = valueAndSlope(f, a, slope);
  const kind = regionAt(f, a, slope)?.kind;
  const left = short(at.slope, 2);
  if (kind === "flat") return FLAT;
  if (kind === "dead") return DEAD;
  if (kind === "saturated") return `Saturated: ${ACTIVATION_NAMES[f]} is nearly flat here, and only ${left} of a gradient comes through.`;
  if (f === "leaky_relu" && a <= 0) return `On the negative side: the gradient is small, times ${left}, but not 0, so the unit can come back.`;
  if (at.slope === 1) return "The gradient comes through as it is: f′ = 1.";
  const most = f === "sigmoid" ? "0.25" : "1";
  return `In the middle, where it is steep: ${left} of a gradient comes through; the most that ${ACTIVATION_NAMES[f]} lets through is ${most}, at a = 0.`;
}

/** What the strip shows. @param {Setting} setting */
export function layersInWords({ f, a, slope, layers }) {
  const [left] = gradientThrough(f, a, slope, layers);
  const chain = `${layers === 1 ? "One layer" : `${layers} layers in a chain`}, all weights 1, no bias; the first gets a = ${short(a)}`;
  if (f === "relu" && a <= 0) return `${chain}. It is dead and gives 0, where f′ counts as 0 too: nothing, exactly 0, is left of a gradient.`;
  const rest = left === 0 ? "nothing, exactly 0," : short(left, 2);
  return `${chain}. Of a gradient of 1 at the last output, ${rest} is left at the first layer; below, what is left at each.`;
}

/** The pictures in words, for those who don't see them. @param {Setting} setting */
export function describe(setting) {
  const told = numbers(setting).map(([words]) => words).join(", ");
  return `${ACTIVATION_NAMES[setting.f]} at a = ${short(setting.a)}: ${told}. ${whereInWords(setting)} ${layersInWords(setting)}`;
}
