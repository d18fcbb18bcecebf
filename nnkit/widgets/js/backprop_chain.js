/**
 * The lecture's chain ŷ = f₃(w₃ f₂(w₂ f₁(w₁x + b))) with the loss ½(y − ŷ)²: its numbers forward and backward, and the
 * walk that finds them one by one. Any number of layers. No DOM.
 *
 * A number is named by a key: "a1" and "f1" for values, "L" for the loss, "L/a3" for the slope ∂L/∂a₃ and "f3/a3" for
 * the factor ∂f₃/∂a₃.
 *
 * @typedef {{w: number[], b: number, f: string[], slopes: number[], x: number, y: number}} Chain
 * @typedef {Object} Stage  one step of the walk
 * @property {"forward"|"loss"|"backward"|"update"|"new"} phase
 * @property {string} key  the number that it finds
 * @property {string} [known]  the slope found before that it re-uses
 * @property {string} [factor]  the new factor by which that is multiplied
 * @property {number} cost  how many multiplications it takes
 */

import { ACTIVATIONS } from "./activations.js";

/** Every number of both passes, by its key. @param {Chain} chain @returns {Object<string, number>} */
export function numbersOf(chain) {
  const numbers = { x: chain.x, y: chain.y, b: chain.b };
  chain.w.forEach((w, k) => (numbers[`w${k + 1}`] = w));
  forward(chain, numbers);
  backward(chain, numbers);
  return numbers;
}

function forward({ w, b, f, slopes, x, y }, numbers) {
  let h = x;
  for (let k = 1; k <= w.length; k++) {
    const { f: activation } = ACTIVATIONS[f[k - 1]];
    const a = k === 1 ? w[0] * x + b : w[k - 1] * h;
    h = activation(a, slopes[k - 1]);
    numbers[`a${k}`] = a;
    numbers[`f${k}`] = h;
  }
  numbers.L = 0.5 * (y - h) ** 2;
}

function backward({ w, f, slopes, x, y }, numbers) {
  const n = w.length;
  numbers[`L/f${n}`] = numbers[`f${n}`] - y;
  for (let k = n; k >= 1; k--) {
    const { df } = ACTIVATIONS[f[k - 1]];
    numbers[`f${k}/a${k}`] = df(numbers[`a${k}`], numbers[`f${k}`], slopes[k - 1]);
    numbers[`a${k}/w${k}`] = k === 1 ? x : numbers[`f${k - 1}`];
    const da = (numbers[`L/a${k}`] = numbers[`L/f${k}`] * numbers[`f${k}/a${k}`]);
    numbers[`L/w${k}`] = da * numbers[`a${k}/w${k}`];
    if (k === 1) break;
    numbers[`a${k}/f${k - 1}`] = w[k - 1];
    numbers[`L/f${k - 1}`] = da * w[k - 1];
  }
  numbers["a1/b"] = 1;
  numbers["L/b"] = numbers["L/a1"];
}

/** The walk through a chain of n layers. @returns {Stage[]} */
export function walkOf(n) {
  const stages = [];
  for (let k = 1; k <= n; k++) stages.push(value(`a${k}`), value(`f${k}`));
  stages.push({ phase: "loss", key: "L", cost: 0 }, { phase: "backward", key: `L/f${n}`, cost: 0 });
  for (let k = n; k >= 1; k--) {
    stages.push(slope(`a${k}`, `f${k}`), slope(`w${k}`, `a${k}`));
    if (k > 1) stages.push(slope(`f${k - 1}`, `a${k}`));
  }
  // To multiply by 1 is no work.
  stages.push({ ...slope("b", "a1"), cost: 0 });
  return [...stages, { phase: "update", key: "update", cost: 0 }, { phase: "new", key: "new", cost: 0 }];
}

function value(key) {
  return { phase: "forward", key, cost: 0 };
}

function slope(of, after) {
  return { phase: "backward", key: `L/${of}`, known: `L/${after}`, factor: `${after}/${of}`, cost: 1 };
}

/** The factors of ∂L/∂w_k, or of ∂L/∂b, from the loss down to the parameter. @returns {string[]} keys */
export function factorsOf(parameter, n) {
  const last = parameter === "b" ? 1 : Number(parameter.slice(1));
  const factors = [`L/f${n}`];
  for (let k = n; k > last; k--) factors.push(`f${k}/a${k}`, `a${k}/f${k - 1}`);
  return [...factors, `f${last}/a${last}`, `a${last}/${parameter}`];
}

/** The parameters in the order in which the walk finds their slopes: w₃, w₂, w₁, b. */
export function parametersOf(n) {
  return [...Array.from({ length: n }, (_, k) => `w${n - k}`), "b"];
}

/**
 * The multiplications for the slopes that the first stages found: one for each sign · of their products, written out
 * from scratch; with re-use; and those already made for the slope that comes next.
 */
export function multiplications(stages, n) {
  const count = { scratch: 0, reuse: 0, underWay: 0, slopes: 0 };
  for (const { key, cost } of stages) {
    count.underWay += cost;
    if (!/^L\/[wb]/.test(key)) continue;
    const [, parameter] = key.split("/");
    count.scratch += factorsOf(parameter, n).length - (parameter === "b" ? 2 : 1);
    count.reuse += count.underWay;
    count.slopes += 1;
    count.underWay = 0;
  }
  return count;
}

/** The chain after one step down its loss, at learning rate η. @param {Chain} chain @returns {Chain} */
export function updated(chain, eta) {
  const numbers = numbersOf(chain);
  return { ...chain, w: chain.w.map((w, k) => w - eta * numbers[`L/w${k + 1}`]), b: chain.b - eta * numbers["L/b"] };
}

/** How a key is written: ∂L/∂a₃, f₃, L. */
export function nameOf(key) {
  const written = (name) => name.replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
  const [above, below] = key.split("/");
  return below ? `∂${written(above)}/∂${written(below)}` : written(above);
}
