/** What BackpropStepper says: each step as a formula with its numbers and in words. Text only. */

import { ACTIVATION_NAMES } from "./activations.js";
import { nameOf, parametersOf } from "./backprop_chain.js";
import { fixed, short } from "./geometry.js";

/** @typedef {import("./backprop_state.js").BackpropState} BackpropState */
/** @typedef {[words: string, kind: string][]} Formula  pieces, each with the name of its look: "", "known" or "new" */

const DERIVATIVES = {
  identity: () => "1",
  step: () => "0, wherever it exists",
  sigmoid: (f) => `${f}(1 − ${f})`,
  tanh: (f) => `1 − ${f}²`,
  relu: (f, a) => `1 if ${a} > 0, else 0`,
  leaky_relu: (f, a, slope) => `1 if ${a} > 0, else ${short(slope)}`,
};

const PHASES = {
  start: "nothing computed yet",
  forward: "forward",
  loss: "the loss",
  backward: "backward",
  update: "the update",
  new: "the new loss",
};

/** A number as the book prints it: four digits behind the point, more where that would look like 0. */
export function written(value) {
  if (value === 0) return "0";
  if (Math.abs(value) < 5e-4) return short(value, 2);
  return fixed(value, 4).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/** A number as a factor: negative ones stand in brackets. */
function factor(value) {
  const text = written(value);
  return text.startsWith("−") ? `(${text})` : text;
}

/** Where the walk is, in two words. @param {BackpropState} state */
export function phaseInWords(state) {
  const phase = state.stage?.phase ?? "start";
  return PHASES[phase];
}

/** The lines of formulas for this step. @param {BackpropState} state @returns {Formula[]} */
export function formulas(state) {
  const { stage } = state;
  if (!stage) return [];
  if (stage.phase === "update") return updateFormulas(state);
  if (stage.phase === "new") return [[["L", "new"], [` = ${written(state.losses.at(-1))} → ${written(state.numbers.L)}`, ""]]];
  if (stage.phase === "forward") return [forwardFormula(state)];
  if (stage.phase === "loss") return [lossFormula(state)];
  return stage.known ? [factorFormula(state), productFormula(state)] : [firstSlopeFormula(state)];
}

function forwardFormula({ stage, numbers, chain }) {
  const k = Number(stage.key.slice(1));
  const name = nameOf(stage.key);
  const result = [` = ${written(numbers[stage.key])}`, ""];
  if (stage.key.startsWith("f")) {
    const a = `a${k}`;
    const f = activationName(chain, k);
    return [[name, "new"], [` = ${f}(${nameOf(a)}) = ${f}(${written(numbers[a])})`, ""], result];
  }
  const input = k === 1 ? "x" : `f${k - 1}`;
  const bias = k === 1 ? [" + b", ` + ${factor(numbers.b)}`] : ["", ""];
  const words = ` = ${nameOf(`w${k}`)} · ${nameOf(input)}${bias[0]} = ${factor(numbers[`w${k}`])} · ${factor(numbers[input])}${bias[1]}`;
  return [[name, "new"], [words, ""], result];
}

function lossFormula({ numbers, n }) {
  const f = numbers[`f${n}`];
  return [["L", "new"], [` = ½(y − ${nameOf(`f${n}`)})² = ½(${written(numbers.y)} − ${factor(f)})² = ${written(numbers.L)}`, ""]];
}

function firstSlopeFormula({ stage, numbers, n }) {
  const last = `f${n}`;
  const difference = `−(${written(numbers.y)} − ${factor(numbers[last])})`;
  return [[nameOf(stage.key), "new"], [` = −(y − ${nameOf(last)}) = ${difference} = ${written(numbers[stage.key])}`, ""]];
}

/** The new factor, from what the forward pass left. */
function factorFormula({ stage, numbers, chain }) {
  const value = numbers[stage.factor];
  const source = sourceOf(stage.factor, chain);
  const equals = source === written(value) ? "" : ` = ${source}`;
  return [[nameOf(stage.factor), "new"], [`${equals} = ${written(value)}`, ""]];
}

/** What a factor is equal to, in letters. */
function sourceOf(key, chain) {
  const [above, below] = key.split("/");
  const k = Number(above.slice(1));
  if (above.startsWith("f")) return DERIVATIVES[chain.f[k - 1]](nameOf(above), nameOf(below), chain.slopes[k - 1]);
  if (below === "b") return "1";
  if (below.startsWith("f")) return nameOf(`w${k}`);
  return k === 1 ? "x" : nameOf(`f${k - 1}`);
}

function productFormula({ stage: { key, known, factor: by }, numbers }) {
  return [
    [nameOf(key), ""], [" = ", ""], [nameOf(known), "known"], [" · ", ""], [nameOf(by), "new"], [" = ", ""],
    [written(numbers[known]), "known"], [" · ", ""], [factor(numbers[by]), "new"], [` = ${written(numbers[key])}`, ""],
  ];
}

function updateFormulas(state) {
  const { n, chain, eta, numbersBefore: old } = state;
  return parametersOf(n).map((name) => {
    const value = name === "b" ? chain.b : chain.w[name.slice(1) - 1];
    return [
      [nameOf(name), "parameter"], [` = ${written(old[name])} − ${short(eta)} · `, ""], [factor(old[`L/${name}`]), "known"],
      [" = ", ""], [written(value), "parameter"],
    ];
  });
}

const WORDS = {
  start:
    "The forward pass begins at the input x. A box with a question mark is not computed yet; " +
    "that is not the same as 0.",
  loss: "The forward pass is done. It kept every number, and about slopes nothing is known yet.",
  update: "w ← w − η · ∂L/∂w for every parameter, b too. The numbers in the graph still belong to the old ones.",
};

/** This step in words. @param {BackpropState} state */
export function explanation(state) {
  const { stage, n } = state;
  if (!stage) return WORDS.start;
  if (stage.phase === "forward") return forwardWords(state);
  if (stage.phase === "loss") return WORDS.loss;
  if (stage.phase === "update") return WORDS.update;
  if (stage.phase === "new") return newLossWords(state);
  if (!stage.known) return `The first slope, at the end of the chain: how the loss answers when ${nameOf(`f${n}`)} is nudged.`;
  return slopeWords(state);
}

function forwardWords({ stage, n, chain }) {
  const k = Number(stage.key.slice(1));
  if (stage.key.startsWith("a")) return `Unit ${k} multiplies what it gets by its weight${k === 1 ? " and adds its bias" : ""}.`;
  return k === n ? "The last unit's output is the prediction ŷ." : `The activation ${activationName(chain, k)} makes it the output of unit ${k}.`;
}

function slopeWords({ stage, numbers, chain }) {
  const [, of] = stage.key.split("/");
  const again = `${nameOf(stage.known)} is known already`;
  if (numbers[stage.known] === 0) return `${again} and is 0, computed and not missing: whatever it is multiplied by stays 0.`;
  const zero = numbers[stage.factor] === 0 ? " That factor is 0, computed and not missing: no nudge gets through here." : "";
  if (of === "b") return `${again}, and a₁ grows by as much as b does: the slope of the bias costs no multiplication.`;
  if (of.startsWith("w")) return `${again}; one multiplication more and the slope of ${nameOf(of)} is found.${zero}`;
  const k = Number(of.slice(1));
  if (of.startsWith("f")) return `${again}; the weight ${nameOf(`w${k + 1}`)} carries it back to unit ${k}.${zero}`;
  const f = activationName(chain, k);
  const flat = ` Here ${f} is flat: its slope is 0, computed and not missing, and nothing before it learns.`;
  return `${again}, and the new factor is the slope of ${f} at ${nameOf(of)}.${zero && flat}`;
}

function newLossWords({ losses, numbers }) {
  const change = numbers.L - losses.at(-1);
  const unknown = "The slopes belonged to the old parameters and are unknown again.";
  const [moved, end] =
    change < 0 ? [`lower by ${written(-change)}`, unknown]
    : change > 0 ? [`higher by ${written(change)}: the step was too long, try a smaller η`, unknown]
    : ["as it was", "A step this small, or slopes of 0, change nothing that can be seen."];
  return `One forward pass with the new parameters: the loss is ${moved}. ${end}`;
}

function activationName(chain, k) {
  return ACTIVATION_NAMES[chain.f[k - 1]];
}

/** What there is to know beyond this step, or "". @param {BackpropState} state */
export function remark(state) {
  if (!state.refused) return "";
  return `With η = ${short(state.eta)} this update would throw a parameter beyond a million, so it is not made. Choose a smaller η.`;
}

/** The losses before the last updates, "was 0.1863, then 0.179"; "" before there was one. @param {BackpropState} state */
export function trailInWords({ losses, stage }) {
  const past = stage?.phase === "update" ? losses.slice(0, -1) : losses;
  return past.length ? `was ${past.slice(-3).map(written).join(", then ")}` : "";
}

/** The multiplications for the slopes found so far (and, with a +, for the next) and in all, as a table. @param {BackpropState} state */
export function counts({ counts: { now, all } }) {
  return [
    ["multiplications", "so far", "in all"],
    ["with re-use", `${now.reuse}${now.underWay ? ` (+${now.underWay})` : ""}`, `${all.reuse}`],
    ["from scratch", `${now.scratch}`, `${all.scratch}`],
  ];
}

/** The whole picture in words, for those who don't see it. @param {BackpropState} state */
export function describe(state) {
  const said = formulas(state).map((pieces) => pieces.map(([words]) => words).join("")).join("; ");
  return [`Step ${state.at} of ${state.end}, ${phaseInWords(state)}${said ? `: ${said}.` : "."}`, slopesInWords(state)].join(" ");
}

function slopesInWords(state) {
  const names = parametersOf(state.n).map((name) => `L/${name}`);
  const known = names.filter((key) => state.knows(key));
  if (!known.length) return `None of the ${names.length} slopes of the parameters is computed yet.`;
  const rest = names.length - known.length;
  const told = known.map((key) => `${nameOf(key)} = ${written(state.numbers[key])}`).join(", ");
  return `Known: ${told}${rest ? `; ${rest} not computed yet` : ""}.`;
}

/** Whose numbers these are. @param {BackpropState} state */
export function engineInWords(state) {
  return state.engine === "kernel"
    ? "steps through your net in the kernel: what you change here, it gets"
    : "steps through the chain in this page (JavaScript)";
}
