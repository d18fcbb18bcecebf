/** What DescentExplorer says: the update with its numbers, what the picture shows, why a run ended. Text only. */

import { fixed, short } from "./geometry.js";
import { sums } from "./descent_state.js";

/** @typedef {import("./descent_state.js").DescentState} DescentState */

export const LOSS_NAMES = { squared: "L2, ½(y − ŷ)²", absolute: "L1, |y − ŷ|", zero_one: "zero–one, 1 if ŷ ≠ y" };

/** The next update, piece by piece, each with the name of its color. @returns {[string, string][]} */
export function updateFormula(state) {
  const { w, eta } = state;
  const slope = state.slopeAt(w);
  const next = w - eta * slope;
  const digits = digitsFor(eta * slope);
  const name = state.sample === null ? "dL/dw" : `dL${"₁₂₃₄₅₆₇₈₉"[state.sample] ?? "ᵢ"}/dw`;
  return [
    ["w", "parameter"], [" ← ", ""], ["w", "parameter"], [" − η · ", ""], [name, "loss"], [" = ", ""],
    [fixed(w, digits), "parameter"], [` − ${short(eta)} · `, ""], [inBrackets(short(slope, 4)), "loss"], [" = ", ""],
    [fixed(next, digits), "parameter"],
  ];
}

/** As many digits as it takes to see the step. */
export function digitsFor(change) {
  const size = Math.abs(change);
  if (!(size > 0)) return 3;
  return Math.min(8, Math.max(3, 1 - Math.floor(Math.log10(size))));
}

function inBrackets(text) {
  return text.startsWith("−") ? `(${text})` : text;
}

/** What the two pictures show now, in a sentence or three. @param {DescentState} state */
export function describe(state) {
  const { w, training } = state;
  const digits = state.rest === "arrived" ? 4 : Math.max(4, Math.min(6, digitsFor(w - state.best)));
  const after = training.step === 0 ? "At the start" : `After ${training.step} step${training.step === 1 ? "" : "s"}`;
  const place = `${after} w = ${fixed(w, digits)} and the loss is ${short(state.lossAt(w), 4)}`;
  const least = `the least possible is ${short(state.least)} at w = ${fixed(state.best, 4)}`;
  return `${place}; ${least}. ${nextMove(state)}`;
}

function nextMove(state) {
  const slope = state.slopeAt(state.w);
  const on = state.sample === null ? "The slope" : `For the next sample, x = ${short(state.data.x[state.sample])}, the slope`;
  if (slope === 0) return `${on} is 0, so the next step does not move w.`;
  const to = state.w - state.eta * slope;
  return `${on} is ${short(slope, 4)}, so the next step moves w to the ${slope < 0 ? "right" : "left"}, to ${fixed(to, 4)}.`;
}

/** Why a run ended by itself, or what the reader should know about this loss; "" when there is nothing to say. */
export function remark(state) {
  if (state.training.diverged) return divergence(state);
  if (state.shaken) return `The settings are new. Play goes on from w = ${fixed(state.w, 3)}, Reset begins again.`;
  if (state.loss === "zero_one") return zeroOne(state);
  if (state.rest === "arrived") return arrived(state);
  if (state.rest === "cycle") return cycle(state);
  if (state.loss === "absolute" && hops(state)) return hopping(state);
  return "";
}

function arrived(state) {
  const steps = `${state.training.step} step${state.training.step === 1 ? "" : "s"}`;
  if (state.loss !== "squared") return `After ${steps} w moves no more: the slope is 0 at w = ${fixed(state.w, 4)}.`;
  const { xy, xx } = sums(state.data);
  return `Arrived after ${steps}: the slope is 0 at w = ${fixed(state.w, 4)}, which is Σxy / Σx² = ${short(xy, 6)} / ${short(xx, 6)}.`;
}

function cycle(state) {
  return (
    `Every pass now repeats the same ${state.data.n} values of w: each sample pulls w toward its own best value y/x, ` +
    "so with a constant η one sample at a time circles around the minimum. A smaller η makes the circle smaller."
  );
}

function zeroOne(state) {
  const steps = state.rest === "still" ? `${state.training.step} steps made, and w has not moved. ` : "";
  return (
    `${steps}Zero–one is flat: its slope is 0 wherever it has one, so η · dL/dw = 0 and w never moves, whatever η is. ` +
    "It counts mistakes, but does not say which way is better."
  );
}

/** Whether the last steps went back and forth at the same size. */
function hops(state) {
  const [a, b, c] = state.trace.slice(-3);
  return c && c.step - a.step === 2 && (c.w - b.w) * (b.w - a.w) < 0;
}

function hopping(state) {
  const size = Math.abs(state.trace.at(-1).w - state.trace.at(-2).w);
  return (
    `Near the minimum the steps of L1 don't shrink: |y − ŷ| is as steep close to its kink as far away, so w hops back ` +
    `and forth over it by up to ${short(size)}. Only a smaller η gets closer.`
  );
}

// ---- Divergence ----

/** Which setting made the loss grow, with the numbers. */
function divergence(state) {
  const { diverged, step } = state.training;
  const to = diverged.theta ? `w to ${fixed(diverged.theta[0], 2)}` : "the loss beyond what the computer can hold";
  const event = `It diverges: step ${diverged.step} would throw ${to}, so it stops at the last good w = ${fixed(state.w, 3)}`;
  if (state.loss !== "squared") return `${event}, after ${step} steps. The steps are too big for this loss; try a smaller η.`;
  return `${event}. ${state.oneSample ? whyOneSample(state) : whyFullBatch(state)}`;
}

function whyFullBatch(state) {
  return (
    `With η = ${short(state.eta)} every step multiplies the distance to the minimum by 1 − η · mean(x²) = ` +
    `${short(state.factor())}, which is larger than 1 in size. η must stay below 2 / mean(x²) = ${short(state.bound)}.`
  );
}

function whyOneSample(state) {
  const x = state.data.x[state.loudest];
  const alone = 1 - state.eta * x * x;
  const pass = state.passFactor();
  return (
    `With η = ${short(state.eta)} the sample x = ${short(x)} alone multiplies its distance by 1 − η · x² = ${short(alone)}` +
    (Math.abs(pass) > 1
      ? `, and one pass through all samples by ${short(pass)}: both are larger than 1 in size. Below η = ${short(2 / (x * x))} no step overshoots that far.`
      : `, larger than 1 in size. Below η = ${short(2 / (x * x))} no step overshoots that far.`)
  );
}

/** The value of eta for a screen reader, and whether it is above the bound. */
export function etaInWords(state) {
  const { eta, bound } = state;
  if (state.loss !== "squared" || state.oneSample) return short(eta);
  return `${short(eta)}, ${eta < bound ? "below" : "above"} the bound ${short(bound)}`;
}
