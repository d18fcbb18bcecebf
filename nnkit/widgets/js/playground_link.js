/** A Playground's whole state as the end of an address, and back. */

import { ACTIVATIONS, SLOPE } from "./engine.js";
import { numberBetween, oneOf, wholeNumber } from "./link.js";
import { PLANE } from "./plane_data.js";
import { LAYERS_AT_MOST, fromParts, isEditable, isPlain } from "./playground_design.js";
import { LOSS_NAMES } from "./playground_words.js";

/** Networks with more parameters than this come back with their start, not with every weight. */
const WEIGHTS_AT_MOST = 60;
const POINTS_AT_MOST = 150;
/** A dash, but not the one in a slope of 1e-7. */
const BETWEEN_NAMES = /-(?=[a-z])/;

/**
 * @param {import("./playground_state.js").PlaygroundState} state  @returns {Object<string, string|number>} for `toFragment`;
 *   raises an Error with a sentence where a link can't hold it
 */
export function linkValues(state) {
  const { eta, loss, batchSize } = state.training.settings;
  return { ...dataValues(state), ...designValues(state), loss, eta, batch: batchSize ?? "full", ...weightValues(state) };
}

function dataValues({ source, data }) {
  if (source.name === "given") return { data: "given" };
  if (source.name !== "own") return { data: source.name, noise: source.noise, draw: source.seed ?? 0 };
  if (data.n > POINTS_AT_MOST) throw new Error(`A link holds ${POINTS_AT_MOST} points, and these are ${data.n}: too many to copy.`);
  const number = (value) => Number(value.toFixed(2));
  const points = Array.from({ length: data.n }, (_, k) => `${number(data.x[2 * k])},${number(data.x[2 * k + 1])},${data.y[k]}`);
  return { own: points.join(";") };
}

function designValues({ spec, editable }) {
  if (!editable) return {};
  const hidden = spec.layers.slice(0, -1);
  const units = hidden.map(({ outputs }) => outputs).join("-") || "none";
  return { units, f: hidden.map(activationText).join("-") || "none", out: activationText(spec.layers.at(-1)) };
}

/** relu, or leaky_relu:0.3 with a slope other than the usual one. */
function activationText({ f, slope = SLOPE }) {
  return f === "leaky_relu" && slope !== SLOPE ? `${f}:${slope}` : f;
}

function weightValues({ net, weightsSeed, training, history: { recipe } }) {
  const untouched = training.step === 0 && recipe.base.seed !== null;
  if (untouched || net.theta.length > WEIGHTS_AT_MOST) return weightsSeed === null ? {} : { seed: weightsSeed };
  return { w: Array.from(net.theta, (value) => Number(value.toPrecision(6))).join(",") };
}

/** How each key is read; see link.js. */
export function linkSchema(state) {
  return {
    data: oneOf("data", { ...same(PLANE), ...(state.source.given.fixed ? { given: "given" } : {}) }),
    noise: numberBetween("noise", 0, 2),
    draw: wholeNumber("draw", 0, 2 ** 31),
    own: readPoints,
    units: (text) => (text === "none" ? [] : listOf(text, "-", wholeNumber("units", 1, state.unitsAtMost), LAYERS_AT_MOST, "units")),
    f: (text) => (text === "none" ? [] : listOf(text, BETWEEN_NAMES, readActivation("f"), LAYERS_AT_MOST, "f")),
    out: readActivation("out"),
    loss: oneOf("loss", same(LOSS_NAMES)),
    eta: numberBetween("eta", 1e-6, 1000),
    batch: (text) => (text === "full" ? null : wholeNumber("batch", 1, 100_000)(text)),
    seed: wholeNumber("seed", 0, 2 ** 31),
    w: (text) => listOf(text, ",", numberBetween("w", -1e6, 1e6), 2000, "w"),
  };
}

/** What `PlaygroundState.restore` takes; raises an Error with a sentence where the parts don't fit each other. */
export function checkedLink({ units, f, out, draw, w, ...rest }, state) {
  if (state.opaque) throw new Error("this network has a layer that only Python knows");
  if (rest.seed !== undefined && !isPlain(state.spec)) throw new Error("it sets new weights, and this network's can't be drawn anew");
  if ((units || f) && !state.editable) throw new Error("it sets layers, and this figure's layers are fixed");
  if (out && !units) throw new Error("it sets the activation of the output without the layers before it");
  if ((units?.length ?? 0) !== (f?.length ?? 0)) throw new Error("it has another number of layers than of activations");
  const spec = units ? fromParts(units, f, out) : state.spec;
  if (units && !isEditable(spec, state.unitsAtMost)) throw new Error("its layers are too many or too large");
  const size = spec.layers.reduce((sum, layer) => sum + layer.outputs * (layer.inputs + (layer.bias === false ? 0 : 1)), 0);
  if (w && w.length !== size) throw new Error(`it has ${w.length} weights, and this network has ${size}`);
  return { units, activations: f, out, dataSeed: draw, weights: w, ...rest };
}

/** A reader for an activation with its slope. @returns {(text: string) => {f: string, slope?: number}} */
function readActivation(name) {
  const known = oneOf(name, same(ACTIVATIONS));
  const between = numberBetween(`the slope of ${name}`, 0, 0.99);
  return (text) => {
    const [, leaky, slope = `${SLOPE}`] = /^(leaky_relu)(?::(.*))?$/s.exec(text) ?? [];
    return leaky ? { f: leaky, slope: between(slope) } : { f: known(text) };
  };
}

function readPoints(text) {
  if (text === "") return [];
  return listOf(text, ";", (point) => {
    const [x1, x2, y] = listOf(point, ",", numberBetween("own", -1e6, 1e6), 3, "own");
    if (y !== 0 && y !== 1) throw new Error(`own: “${point}” is not a point and its class`);
    return { x: [x1, x2], y };
  }, POINTS_AT_MOST, "own");
}

function listOf(text, separator, read, most, name) {
  const parts = text.split(separator);
  if (parts.length > most) throw new Error(`${name} has more than ${most} entries`);
  return parts.map(read);
}

function same(menu) {
  return Object.fromEntries(Object.keys(menu).map((name) => [name, name]));
}
