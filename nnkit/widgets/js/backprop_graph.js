/** The chain as a graph of labeled boxes, from the input at the top to the loss at the bottom, slopes on the right. */

import { element } from "./controls.js";
import { nameOf } from "./backprop_chain.js";
import { trailInWords, written } from "./backprop_words.js";
import { setText } from "./figure.js";

/** @typedef {import("./backprop_state.js").BackpropState} BackpropState */

const [LEFT, TRUNK, RIGHT] = [1, 2, 3];

/**
 * A box for the number of a key. Its `show` writes the number, or that it is not computed yet, and how it takes part
 * in this step: "new", "lit" (computed before and used now) or "".
 */
export function numberBox(key, className) {
  const number = element("span", { className: "nn-numeral" });
  const made = element("span", { className: `nn-slot ${className}` }, element("span", { className: "nn-name" }, nameOf(key)), " ", number);
  const show = (value, part = "") => {
    const known = value !== null;
    setText(number, known ? written(value) : "?");
    made.dataset.known = known;
    made.dataset.part = part;
    if (known) number.removeAttribute("aria-label");
    else number.setAttribute("aria-label", "not computed yet");
    number.setAttribute("role", known ? "none" : "img");
  };
  return { element: made, show };
}

/** How a key takes part in the present step. @param {BackpropState} state */
export function partOf(key, { stage }) {
  if (!stage) return "";
  if (key === stage.key || key === stage.factor || (stage.phase === "new" && key === "L")) return "new";
  if (key === stage.known || (stage.phase === "update" && /^L\/[wb]/.test(key))) return "lit";
  return "";
}

/**
 * The graph with the reader's inputs in it. `inputs` holds a control for x, y, b, each weight ("w1") and each
 * activation ("f1").
 * @param {BackpropState} state
 */
export function makeGraph(state, inputs) {
  const boxes = new Map();
  const cells = [];
  const put = (row, column, className, ...children) => {
    const cell = element("div", { className: `nn-cell ${className}` }, ...children);
    Object.assign(cell.style, { gridRow: row, gridColumn: column });
    cells.push(cell);
  };
  const box = (key, className) => {
    const made = numberBox(key, className);
    boxes.set(key, made);
    return made.element;
  };
  const trail = element("span", { attributes: { title: "The losses before the updates made so far" } });
  layGraph(state.n, { put, box, inputs, trail });
  const root = element("div", { className: "nn-chain", attributes: { role: "group", "aria-label": "The chain with its numbers" } }, ...cells);
  const show = () => {
    showBoxes(boxes, state);
    setText(trail, trailInWords(state));
  };
  return { element: root, show };
}

function layGraph(n, { put, box, inputs, trail }) {
  const row = (node) => 2 * node + 1;
  put(row(0), LEFT, "nn-slant", inputs.b.element);
  put(row(0), TRUNK, "", inputs.x.element);
  for (let k = 1; k <= n; k++) {
    const [a, f] = [2 * k - 1, 2 * k];
    edge(put, box, row(a) - 1, k === 1 ? ["L/b"] : [], k === 1 ? null : `a${k}/f${k - 1}`);
    put(row(a), LEFT, "nn-into", inputs[`w${k}`].element);
    put(row(a), TRUNK, "", box(`a${k}`, "nn-value-box"));
    put(row(a), RIGHT, "", box(`L/a${k}`, "nn-slope-box"));
    edge(put, box, row(f) - 1, [`L/w${k}`], `f${k}/a${k}`);
    put(row(f), LEFT, "nn-into", inputs[`f${k}`].element);
    put(row(f), TRUNK, "", box(`f${k}`, "nn-value-box"));
    put(row(f), RIGHT, "", box(`L/f${k}`, "nn-slope-box"));
  }
  const last = 2 * n + 1;
  edge(put, box, row(last) - 1, [], null);
  put(row(last), LEFT, "nn-into", inputs.y.element);
  put(row(last), TRUNK, "", box("L", "nn-loss-box"));
  put(row(last), RIGHT, "nn-trail", trail);
}

/** Between two nodes: down goes the value, up the slope, times a factor. */
function edge(put, box, row, slopes, factor) {
  put(row, LEFT, "nn-own", ...slopes.map((key) => box(key, "nn-slope-text")));
  put(row, TRUNK, "nn-down");
  if (factor) put(row, RIGHT, "nn-up", box(factor, "nn-factor-text"));
}

function showBoxes(boxes, state) {
  const { numbers } = state;
  for (const [key, { show }] of boxes) {
    const known = state.knows(key);
    show(known ? numbers[key] : null, partOf(key, state));
  }
}
