/** What the reader can turn: each maker returns an `element` and `show`, which sets it to what the state is. */

import { ACTIVATION_NAMES } from "./activations.js";
import { OWN_KEYS, button, element, logSlider, numberField, playButton, select, slider, stepper } from "./controls.js";
import { fixed, short } from "./geometry.js";
import { PLANE } from "./plane_data.js";
import {
  LAYERS_AT_MOST, parameterName, parametersOf, unitName, withLayer, withUnits, withoutLayer,
} from "./playground_design.js";
import { DATASET_NAMES, LOSS_NAMES } from "./playground_words.js";

/** @typedef {import("./playground_state.js").PlaygroundState} PlaygroundState */
/** @typedef {{element: HTMLElement, show: () => void}} Control */

/** Epochs a second. */
const SPEEDS = [["1", "1 epoch a second"], ["10", "10 epochs a second"], ["60", "60 epochs a second"], ["Infinity", "as fast as it goes"]];
const BATCHES = [["1", "one point (1)"], ["10", "a mini-batch of 10"], ["32", "a mini-batch of 32"], ["full", "all points (full batch)"]];
const WEIGHT_REACH = 8;
const SLIDERS_AT_MOST = 12;

export function playControls(state) {
  const { training } = state;
  const play = playButton({ onClick: () => (state.training.running ? training.pause() : state.play()) });
  const step = button({ words: "One step", title: "One batch", onClick: () => state.advance(1) });
  const epoch = button({ words: "One epoch", title: "Once through all points", onClick: () => state.advanceEpoch() });
  const reset = button({ words: "Reset", title: "Back to the first weights", onClick: () => state.reset() });
  return {
    elements: [play.element, step.element, epoch.element, reset.element],
    show: () => play.set(training.running),
  };
}

/** The speed is counted in epochs, whatever the batch. */
export function speedControl(state) {
  const made = select({ label: "speed", options: SPEEDS, onChange: (speed) => state.setSpeed(Number(speed)) });
  return { element: made.element, show: () => made.set(String(state.speed)) };
}

export function randomControl(state) {
  const made = button({ words: "New weights", title: "New random weights", onClick: () => state.newWeights() });
  return { element: made.element, show: () => (made.element.hidden = !state.editable) };
}

export function dataControls(state) {
  const names = [...Object.keys(PLANE), ...(state.source.given.fixed ? ["given"] : []), "own"];
  const set = select({
    label: "data", options: names.map((name) => [name, DATASET_NAMES[name]]),
    onChange: (name) => (name === "own" ? state.setOwn(state.source.points()) : state.setSource({ name })),
  });
  const noise = slider({
    label: "noise", lo: 0, hi: 0.6, step: 0.01, format: (value) => fixed(value, 2), onInput: (value) => state.setSource({ noise: Number(value.toFixed(2)) }),
  });
  const again = button({ words: "Draw again", title: "Other points of the same kind", onClick: () => state.setSource({ noise: state.source.noise, seed: (state.source.seed ?? 0) + 1 }) });
  const show = () => {
    const generated = state.source.name in PLANE;
    set.set(state.source.name);
    noise.set(state.source.noise);
    noise.element.hidden = again.element.hidden = !generated;
  };
  return { elements: [set.element, noise.element, again.element], show };
}

/** The brush: what a finger on the map draws. */
export function ownControls(state, view) {
  const brush = select({
    label: "draw points on the map",
    options: [["", "off"], ["0", "class 0, round"], ["1", "class 1, three-cornered"], ["erase", "erase"]],
    onChange: (value) => view.setBrush(value),
  });
  const clear = button({ words: "Clear points", onClick: () => { state.setOwn([]); if (!view.brush || view.brush === "erase") view.setBrush("1"); } });
  return { element: element("div", { className: "nn-pair" }, brush.element, clear.element), show: () => brush.set(view.brush) };
}

export function lossControl(state) {
  const made = select({ label: "loss", options: Object.entries(LOSS_NAMES), onChange: (loss) => state.setLoss(loss) });
  return { element: made.element, show: () => made.set(state.training.settings.loss) };
}

export function etaControl(state) {
  const made = logSlider({ label: "learning rate η", lo: 1e-3, hi: 100, format: (eta) => short(eta), onInput: (eta) => state.training.configure({ eta }) });
  return { element: made.element, show: () => made.set(state.training.settings.eta) };
}

export function batchControl(state) {
  const made = select({
    label: "each step looks at", options: BATCHES, nameOf: (size) => `a mini-batch of ${size}`,
    onChange: (batch) => state.training.configure({ batchSize: batch === "full" ? null : Number(batch) }),
  });
  return { element: made.element, show: () => made.set(String(state.training.settings.batchSize ?? "full")) };
}

// ---- Layers ----

/** A card for each layer: its units and its activation, as far as they may be changed. */
export function layerControls(state, { layers, activations }) {
  const count = stepper({
    label: "hidden layers", less: "one hidden layer less", more: "one hidden layer more", lo: 0, hi: LAYERS_AT_MOST,
    onChange: (wanted) => state.redesign(wanted < state.spec.layers.length ? withoutLayer(state.spec) : withLayer(state.spec)),
  });
  const cards = Array.from({ length: LAYERS_AT_MOST }, (_, k) => hiddenCard(state, k, { layers, activations }));
  const output = outputCard(state, activations);
  const made = element("div", { className: "nn-layers", attributes: { role: "group", "aria-label": "layers" } }, ...(layers ? [count.element] : []), ...cards.map((card) => card.element), output.element);
  const show = () => {
    made.hidden = !state.editable;
    if (made.hidden) return;
    count.set(state.spec.layers.length - 1);
    for (const card of [...cards, output]) card.show();
  };
  return { element: made, show };
}

function hiddenCard(state, k, { layers, activations }) {
  const title = element("span", { className: "nn-title" }, `layer ${k + 1}${layers ? ", units" : ""}`);
  const units = stepper({
    label: "units", less: `one unit less in layer ${k + 1}`, more: `one unit more in layer ${k + 1}`, lo: 1, hi: state.unitsAtMost,
    onChange: (wanted) => state.redesign(withUnits(state.spec, k, wanted)),
  });
  const f = activationMenu(`activation of layer ${k + 1}`, Object.keys(ACTIVATION_NAMES), (name) => state.setActivation(k, name));
  const made = element("div", { className: "nn-card" }, title, ...(layers ? [units.element] : []), ...(activations ? [f.element] : []));
  const show = () => {
    made.hidden = k >= state.spec.layers.length - 1;
    if (made.hidden) return;
    units.set(state.spec.layers[k].outputs);
    f.set(state.spec.layers[k].f);
  };
  return { element: made, show };
}

function outputCard(state, activations) {
  const f = activationMenu("activation of the output", ["sigmoid", "step", "identity"], (name) => state.setActivation(state.spec.layers.length - 1, name));
  const menu = f.element.querySelector("select");
  const words = element("span", { className: "nn-muted" }, "sigmoid, inside the loss");
  const made = element("div", { className: "nn-card" }, element("span", { className: "nn-title" }, "output ŷ"), f.element, words);
  const show = () => {
    const inside = state.loss.takesScores;
    const { f: now } = state.spec.layers.at(-1);
    made.hidden = !activations;
    f.element.hidden = inside;
    words.hidden = !inside;
    if (!menu.querySelector(`[value="${now}"]`)) menu.append(element("option", { value: now }, ACTIVATION_NAMES[now]));
    f.set(now);
  };
  return { element: made, show };
}

function activationMenu(label, names, onChange) {
  const made = select({ label: "activation", options: names.map((name) => [name, ACTIVATION_NAMES[name]]), onChange });
  made.element.querySelector("select").setAttribute("aria-label", label);
  return made;
}

// ---- Weights by hand ----

/** Every weight and bias of a small network on a slider. */
export function weightSliders(state) {
  const made = element("div", { className: "nn-settings nn-weights" });
  let shown = "";
  let sliders = [];
  const build = () => {
    const parameters = parametersOf(state.spec).slice(0, SLIDERS_AT_MOST);
    sliders = parameters.map((parameter) => parameterSlider(shortName(state.spec, parameter), (value) => state.setParameter(parameter.at, value)));
    made.replaceChildren(...sliders.map((one) => one.element));
  };
  const show = () => {
    made.hidden = state.opaque || state.net.theta.length > SLIDERS_AT_MOST;
    const sizes = JSON.stringify(state.spec.layers.map(({ outputs, bias }) => [outputs, bias]));
    if (!made.hidden && sizes !== shown) build();
    shown = sizes;
    sliders.forEach((one, at) => one.set(state.net.theta[at] ?? 0));
  };
  return { element: made, show };
}

function parameterSlider(label, onInput) {
  return slider({
    label, lo: -WEIGHT_REACH, hi: WEIGHT_REACH, step: 0.05, format: (value) => fixed(value, 2), color: "nn-parameter",
    onInput: (value) => onInput(Number(value.toFixed(2))),
  });
}

/** w₁, w₂ and b where there is one unit only. */
function shortName(spec, parameter) {
  if (spec.layers.length > 1) return parameterName(spec, parameter);
  return parameter.from === null ? "bias b" : `weight ${unitName(spec, 0, parameter.from).replace("x", "w")}`;
}

/** The connection or bias that was picked in the picture, or in the menu: its weight, to be set by hand. */
export function weightEditor(state, view) {
  const menu = element("select", { attributes: OWN_KEYS });
  menu.addEventListener("change", () => view.select(menu.value === "" ? null : Number(menu.value)));
  const set = (value) => state.setParameter(view.selected, value);
  const reach = parameterSlider("its weight", set);
  const exact = numberField({ label: "its weight as a number", onChange: set });
  const fields = element("div", { className: "nn-exact" }, reach.element, exact.element);
  const choose = element("label", { className: "nn-field" }, element("span", {}, "set by hand"), menu);
  const made = element("div", { className: "nn-editor", attributes: { role: "group", "aria-label": "one weight, by hand" } }, choose, fields);
  let shown = "";
  const show = () => {
    made.hidden = state.opaque;
    if (made.hidden) return;
    const sizes = state.spec.layers.map(({ outputs }) => outputs).join();
    if (sizes !== shown) menu.replaceChildren(...parameterOptions(state.spec));
    shown = sizes;
    menu.value = view.selected ?? "";
    fields.hidden = view.selected === null;
    if (view.selected === null) return;
    reach.set(state.net.theta[view.selected]);
    exact.set(Number(state.net.theta[view.selected].toPrecision(4)));
  };
  return { element: made, show };
}

function parameterOptions(spec) {
  const groups = spec.layers.map((_, k) => element("optgroup", { label: k === spec.layers.length - 1 ? "into the output" : `into layer ${k + 1}` }));
  for (const parameter of parametersOf(spec)) {
    groups[parameter.layer - 1].append(element("option", { value: parameter.at }, parameterName(spec, parameter)));
  }
  return [element("option", { value: "" }, "pick a line above, or here"), ...groups];
}

// ---- As code ----

/** The nnkit lines, written when they are asked for. */
export function codeControl(text, copied) {
  const code = element("pre", { tabIndex: 0, attributes: { "aria-label": "Python code" } });
  const copy = button({ words: "Copy code", onClick: async () => copied(await navigator.clipboard?.writeText(code.textContent).then(() => true, () => false)) });
  const made = element("details", { className: "nn-code" }, element("summary", {}, "As code"), copy.element, code);
  const show = () => {
    if (!made.open) return;
    const now = text();
    if (code.textContent !== now) code.textContent = now;
  };
  made.addEventListener("toggle", show);
  return { element: made, show };
}
