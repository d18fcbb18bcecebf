/** The nnkit lines that build the network on the screen and train it as it was trained, ready to copy. Text only. */

import { SLOPE } from "./engine.js";
import { sizesOf } from "./playground_design.js";

const WIDTH = 96;

/**
 * @param {import("./playground_state.js").PlaygroundState} state
 * @returns {string} Python that prints the loss and the accuracy that the figure shows
 */
export function asCode(state) {
  const names = new Set(["accuracy", "evaluate"]);
  const parts = [dataLines(state, names), netLines(state, names), runLines(state, names), reportLines(state)];
  return [importLines(names, parts.join("\n")), ...parts].filter(Boolean).join("\n\n") + "\n";
}

function importLines(names, text) {
  const numpy = /\bnp\./.test(text) ? "import numpy as np\n" : "";
  const standard = /\bislice\(/.test(text) ? "from itertools import islice\n\n" : "";
  return `${standard}${numpy}from nnkit import ${[...names].sort().join(", ")}`;
}

// ---- Data ----

function dataLines({ source, data, test }, names) {
  if (source.name in { given: 1, own: 1 }) return arrayLines(data, test);
  names.add("datasets");
  const call = (n, seed) => `datasets.${source.name}(${n}, noise=${number(source.noise)}, rng=${seed})`;
  const lines = [`x, y = ${call(data.n, source.seed)}`];
  if (test) lines.push(`test = ${call(test.n, source.seed + 1)}`);
  return lines.join("\n");
}

function arrayLines(data, test) {
  if (data.n === 0) return "x, y = np.empty((0, 2)), np.empty((0, 1))";
  return [...setLines("x", "y", data), ...(test ? [...setLines("test_x", "test_y", test), "test = test_x, test_y"] : [])].join("\n");
}

function setLines(xName, yName, { x, y, n }) {
  const rows = Array.from({ length: n }, (_, k) => `[${number(x[2 * k])}, ${number(x[2 * k + 1])}]`);
  const classes = Array.from(y.subarray(0, n), number);
  return [`${xName} = np.array(${listed(rows)})`, `${yName} = np.array(${listed(classes)}).reshape(-1, 1)`];
}

/** A list in lines that are not too long. */
function listed(items) {
  const lines = [""];
  for (const item of items) {
    if (lines.at(-1).length + item.length > WIDTH) lines.push("");
    lines[lines.length - 1] += `${item}, `;
  }
  return `[${lines.join("\n    ").replace(/, (?=\n|$)/g, ",").replace(/,$/, "")}]`;
}

// ---- The network ----

function netLines({ spec, history: { recipe } }, names) {
  return recipe.base.seed === null ? layerLines(spec, recipe.base.theta, names) : mlpLine(spec, recipe.base.seed, names);
}

function mlpLine(spec, seed, names) {
  names.add("mlp");
  const functions = spec.layers.map((layer) => activation(layer, names));
  const [hidden, out] = [functions.slice(0, -1), functions.at(-1)];
  const same = hidden.every((f) => f === hidden[0]);
  const f = hidden.length === 0 ? "" : `, f=${same ? hidden[0] : `[${hidden.join(", ")}]`}`;
  return `net = mlp(${sizesOf(spec).join(", ")}${f}, f_out=${out}, rng=${seed})`;
}

function layerLines(spec, theta, names) {
  names.add("Network");
  let start = 0;
  const take = (count) => Array.from(theta.subarray(start, (start += count)), number);
  const layers = spec.layers.map((layer) => {
    const rows = Array.from({ length: layer.outputs }, () => `[${take(layer.inputs).join(", ")}]`);
    const b = layer.bias === false ? "None" : `[${take(layer.outputs).join(", ")}]`;
    const kind = layer.mask ? "Local" : "Dense";
    names.add(kind);
    const mask = layer.mask ? `, mask=${maskText(layer)}` : "";
    return `    ${kind}([${rows.join(", ")}], ${b}, ${activation(layer, names)}${mask}),`;
  });
  return `net = Network(\n${layers.join("\n")}\n)`;
}

function maskText({ mask, inputs, outputs }) {
  const rows = Array.from({ length: outputs }, (_, o) => `[${Array.from(mask).slice(o * inputs, (o + 1) * inputs).join(", ")}]`);
  return `[${rows.join(", ")}]`;
}

function activation({ f, slope = SLOPE }, names) {
  names.add(f);
  return f === "leaky_relu" ? `leaky_relu(${number(slope)})` : f;
}

// ---- Training ----

function runLines({ history: { recipe }, data, test, seed }, names) {
  const withTest = test ? ", test=test" : "";
  return recipe.runs.map(({ eta, loss, batchSize, steps }) => {
    const size = batchSize === null || batchSize >= data.n ? null : batchSize;
    const each = Math.ceil(data.n / (size ?? data.n));
    const settings = `loss="${loss}", eta=${number(eta)}, batch_size=${size ?? "None"}${seed === null ? "" : `, rng=${seed}`}`;
    if (steps % each === 0) {
      names.add("train");
      return `history = train(net, x, y, ${settings}, epochs=${steps / each}${withTest})`;
    }
    names.add("steps");
    return `for update in islice(steps(net, x, y, ${settings}), ${steps}):\n    pass  # stopped within an epoch`;
  }).join("\n");
}

function reportLines({ training, test }) {
  const line = (words, set) =>
    `print(f"${words}: loss {evaluate(net, ${set}, loss='${training.settings.loss}'):.6f}, accuracy {accuracy(net, ${set}):.1%}")`;
  return [line("training", "x, y"), ...(test ? [line("test", "*test")] : [])].join("\n");
}

/** A number as Python reads it back to the last bit. */
function number(value) {
  return Object.is(value, -0) ? "-0.0" : String(value);
}
