/** The derivatives written out as products of their factors, a row each, with what each costs. */

import { element } from "./controls.js";
import { factorsOf, parametersOf } from "./backprop_chain.js";
import { numberBox, partOf } from "./backprop_graph.js";

/** @typedef {import("./backprop_state.js").BackpropState} BackpropState */

/** @param {BackpropState} state */
export function makeProducts(state) {
  const rows = parametersOf(state.n).map((parameter, place, all) => makeRow(parameter, all[place - 1], state));
  const attributes = { role: "list", "aria-label": "The slopes as products" };
  const root = element("div", { className: "nn-products", attributes }, ...rows.map((row) => row.element));
  return { element: root, show: () => rows.forEach((row) => row.show()) };
}

/** One slope; factors that the row above has too are marked as shared. */
function makeRow(parameter, above, state) {
  const key = `L/${parameter}`;
  const shared = new Set(above && factorsOf(above, state.n));
  const chips = factorsOf(parameter, state.n).map((name) => {
    const chip = numberBox(name, "nn-chip");
    if (shared.has(name)) chip.element.dataset.shared = true;
    return { name, ...chip };
  });
  const result = numberBox(key, "nn-chip nn-result");
  const pieces = chips.flatMap(({ element: chip }, k) => [sign(k ? "·" : "="), chip]);
  const root = element("div", { className: "nn-product", attributes: { role: "listitem" } }, result.element, ...pieces);
  return { element: root, show: () => showRow(root, key, chips, result, state) };
}

function sign(words) {
  return element("span", { className: "nn-sign" }, words);
}

function showRow(root, key, chips, result, state) {
  const { numbers, stage } = state;
  const current = stage?.key === key;
  root.dataset.current = current;
  const known = isUsed(stage, chips);
  for (const { name, show } of chips) {
    const part = partOf(name, state);
    const lit = known > 0 && chips.findIndex((chip) => chip.name === name) < known;
    show(state.knows(name) ? numbers[name] : null, part || (lit ? "lit" : ""));
  }
  result.show(state.knows(key) ? numbers[key] : null, partOf(key, state));
}

/** How many of a row's first factors are the product that this step re-uses. */
function isUsed(stage, chips) {
  if (!stage?.known) return 0;
  const end = chips.findIndex(({ name }) => name === stage.factor);
  return Math.max(0, end);
}
