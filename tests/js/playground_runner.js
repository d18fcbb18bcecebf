// For tests/test_playground.py: numbers of NumPy's generator, data sets, first weights, and figures as code, as JSON.

import { mlpTheta } from "../../nnkit/widgets/js/playground_design.js";
import { asCode } from "../../nnkit/widgets/js/playground_code.js";
import { defaultRng } from "../../nnkit/widgets/js/numpy_random.js";
import { planeData } from "../../nnkit/widgets/js/plane_data.js";
import { shuffle } from "../../nnkit/widgets/js/random.js";
import { playgroundState } from "./pretend_playground.js";

const list = (values) => Array.from(values);

function normals({ seed, count }) {
  const rng = defaultRng(seed);
  return Array.from({ length: count }, () => rng.normal());
}

function data({ name, n, noise, seed }) {
  const { x, y } = planeData(name, n, noise, seed);
  return { x: list(x), y: list(y) };
}

/** Let somebody turn the figure's settings, and say what it shows and what its code is. */
function figure({ spec, traits, acts }) {
  const { state } = playgroundState(spec, traits);
  for (const [name, ...args] of acts) {
    if (name === "configure") state.training.configure(...args);
    else state[name](...args);
  }
  return { code: asCode(state), loss: state.measure().loss, accuracy: state.measure().accuracy, test: state.measure(state.test).loss };
}

function permutations({ seed, ns }) {
  const rng = defaultRng(seed);
  return ns.map((n) => shuffle(Array.from({ length: n }, (_, i) => i), rng));
}

const kinds = { normals, permutations, data, theta: ({ spec, seed }) => list(mlpTheta(spec, seed)), figure };
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify(JSON.parse(text).map(({ kind, ...request }) => kinds[kind](request))));
