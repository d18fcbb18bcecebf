/** The fields and menus of the chain: a number for each parameter, the input and the target, an activation a layer. */

import { ACTIVATION_NAMES } from "./activations.js";
import { nameOf, parametersOf } from "./backprop_chain.js";
import { LARGEST } from "./backprop_state.js";
import { element, select } from "./controls.js";

/** @typedef {import("./backprop_state.js").BackpropState} BackpropState */

const STEP = 0.1;

/** What the reader may set, by its key: "x", "y", "b", "w1" and the activation "f1". @param {BackpropState} state */
export function makeInputs(state) {
  const field = (key, color) => numberEntry(nameOf(key), color, (value) => state.change(key, value));
  const inputs = { x: field("x", "nn-data"), y: field("y", "nn-data") };
  for (const key of parametersOf(state.n)) inputs[key] = field(key, "nn-parameter");
  for (let k = 1; k <= state.n; k++) inputs[`f${k}`] = activationMenu(`f${k}`, state);
  const show = () => {
    for (const [key, input] of Object.entries(inputs)) input.set(settingOf(key, state.chain));
  };
  return { inputs, show };
}

function activationMenu(key, state) {
  return select({ label: nameOf(key), options: Object.entries(ACTIVATION_NAMES), onChange: (name) => state.change(key, name) });
}

/** What the chain has at a key. */
function settingOf(key, chain) {
  const [, name, place] = /^(\D+)(\d*)$/.exec(key);
  return place ? chain[name][place - 1] : chain[name];
}

/** Four digits behind the point fit into the field, more only where that would be 0. */
function compact(value) {
  return String(Math.abs(value) < 5e-4 ? Number(value.toPrecision(2)) : Number(value.toFixed(4)));
}

/**
 * A field to type a number in, with its name before it. What is no number, or too large, is marked and not passed on;
 * when the reader leaves the field it shows the number that holds.
 */
function numberEntry(label, color, onInput) {
  const attributes = { step: "any", inputmode: "decimal", "aria-label": label };
  const input = element("input", { type: "number", className: color, attributes });
  let holds = 0;
  const accept = (value) => {
    const fits = Math.abs(value) <= LARGEST;
    input.setAttribute("aria-invalid", String(!fits));
    if (!fits) return;
    holds = value;
    onInput(value);
  };
  const set = (value) => {
    holds = value;
    // What the reader is typing stays as it is typed.
    if (input.matches(":focus[aria-invalid=true]")) return;
    if (input.value === "" || input.valueAsNumber !== value) input.value = compact(value);
    input.setAttribute("aria-invalid", "false");
  };
  input.addEventListener("input", () => accept(input.valueAsNumber));
  input.addEventListener("blur", () => {
    input.setAttribute("aria-invalid", "false");
    set(holds);
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    accept(Number((holds + by).toFixed(6)));
  });
  return { element: element("label", { className: "nn-entry" }, element("span", { className: "nn-name" }, label), input), set };
}
