/** A network's design, and others that differ in one thing: its layers, their units, their activations. Pure functions. */

import { SLOPE, gainOf, LOSSES } from "./engine.js";
import { defaultRng } from "./numpy_random.js";

/** @typedef {import("./network.js").Spec} Spec */

export const LAYERS_AT_MOST = 6;
/** Units that the page offers for a layer, and those that a network may come with to be changed in the page. */
const UNITS_OFFERED = 8;
const UNITS_AT_MOST = 32;

/** The most units that the page offers for this network: a wide one keeps its width. */
export function unitsAtMost(spec) {
  const widest = Math.max(0, ...spec.layers.map(({ outputs }) => outputs));
  return widest > UNITS_AT_MOST ? UNITS_OFFERED : Math.max(UNITS_OFFERED, widest);
}

/** Whether its layers are those of mlp, dense and with biases, so that the page can draw its weights anew. */
export function isPlain({ layers }) {
  return layers.every(({ bias, mask }) => bias !== false && !mask);
}

/** Whether the page may change it: plain layers, from two inputs to one output, and not too many. */
export function isEditable(spec, most = unitsAtMost(spec)) {
  const { layers } = spec;
  const fits = isPlain(spec) && layers.every(({ outputs }) => outputs <= most);
  return fits && layers.length >= 1 && layers.length <= LAYERS_AT_MOST + 1 && layers[0].inputs === 2 && layers.at(-1).outputs === 1;
}

/** The same text for the same design, in whatever order Python or the page names what a layer has. */
export function designKey(spec) {
  return JSON.stringify(spec.layers.map(({ inputs, outputs, f, bias = true, slope, mask }) => [inputs, outputs, f, bias, slope, mask]));
}

/** The sizes of all layers, inputs first: [2, 4, 1]. */
export function sizesOf(spec) {
  return [spec.layers[0].inputs, ...spec.layers.map(({ outputs }) => outputs)];
}

/** One hidden layer more, before the output: with as many units and the activation of the last one. */
export function withLayer(spec) {
  const hidden = hiddenOf(spec);
  const last = hidden.at(-1) ?? { outputs: 4, f: "tanh" };
  return assemble([...hidden, last], spec.layers.at(-1));
}

/** One hidden layer less. */
export function withoutLayer(spec) {
  return assemble(hiddenOf(spec).slice(0, -1), spec.layers.at(-1));
}

/** So many units in hidden layer k, counted from 0. */
export function withUnits(spec, k, units) {
  return assemble(hiddenOf(spec).map((layer, j) => (j === k ? { ...layer, outputs: units } : layer)), spec.layers.at(-1));
}

/** The activation f in layer k, the output layer included; the weights fit as they did. */
export function withActivation(spec, k, f) {
  const change = ({ slope, ...layer }) => ({ ...layer, f, ...(f === "leaky_relu" ? { slope: slope ?? SLOPE } : {}) });
  return { layers: spec.layers.map((layer, j) => (j === k ? change(layer) : layer)) };
}

/** The design that suits a loss: the cross-entropies take scores and have their sigmoid inside. */
export function forLoss(spec, loss) {
  const last = spec.layers.length - 1;
  const { f } = spec.layers[last];
  if (LOSSES[loss].takesScores) return f === "identity" ? spec : withActivation(spec, last, "identity");
  return spec;
}

/**
 * A design from its parts, for links: the hidden sizes and all activations.
 * @param {number[]} units  @param {{f: string, slope?: number}[]} activations  @param {{f: string, slope?: number}} out
 */
export function fromParts(units, activations, out = { f: "sigmoid" }) {
  return assemble(units.map((outputs, k) => ({ outputs, ...activations[k] })), out);
}

function hiddenOf(spec) {
  return spec.layers.slice(0, -1);
}

function assemble(hidden, last) {
  const layers = [...hidden, { ...last, outputs: 1 }];
  return { layers: layers.map((layer, k) => ({ ...layer, inputs: k === 0 ? 2 : layers[k - 1].outputs, bias: true })) };
}

/**
 * The weights that `mlp(*sizes, f=…, f_out=…, rng=seed)` starts from, in the order of `Network.theta`.
 * @param {Spec} spec  @param {number} seed
 */
export function mlpTheta(spec, seed) {
  const rng = defaultRng(seed);
  const theta = [];
  for (const { inputs, outputs, f, slope } of spec.layers) {
    const spread = Math.sqrt(gainOf(f, slope) / inputs);
    for (let i = 0; i < inputs * outputs; i++) theta.push(spread * rng.normal());
    theta.push(...Array(outputs).fill(0));
  }
  return Float64Array.from(theta);
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** x₁, h₂ (h₃₂ is unit 2 of layer 3 where there are several), ŷ. Layer 0 holds the inputs; units count from 0. */
export function unitName(spec, layer, unit) {
  const down = (digit) => SUBSCRIPTS[digit] ?? String(digit);
  if (layer === 0) return `x${down(unit + 1)}`;
  if (layer === spec.layers.length) return "ŷ";
  return `h${spec.layers.length > 2 ? down(layer) : ""}${down(unit + 1)}`;
}

/**
 * Every parameter with its place in `theta`: weights have a `from`, biases haven't. Layers count from 1 as in nnkit.
 * @returns {{at: number, layer: number, to: number, from: number|null}[]}
 */
export function parametersOf(spec) {
  const all = [];
  spec.layers.forEach(({ inputs, outputs, bias }, k) => {
    for (let to = 0; to < outputs; to++) {
      for (let from = 0; from < inputs; from++) all.push({ at: all.length, layer: k + 1, to, from });
    }
    if (bias !== false) for (let to = 0; to < outputs; to++) all.push({ at: all.length, layer: k + 1, to, from: null });
  });
  return all;
}

/** "x₁ → h₂" or "bias of h₂". */
export function parameterName(spec, { layer, to, from }) {
  const unit = unitName(spec, layer, to);
  return from === null ? `bias of ${unit}` : `${unitName(spec, layer - 1, from)} → ${unit}`;
}
