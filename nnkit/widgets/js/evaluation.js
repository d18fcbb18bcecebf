// How good a network is on some examples: its loss, and the share of right answers.

import { asLength, byName } from "./checks.js";
import { LOSSES } from "./losses.js";

/** @typedef {import("./network.js").Network} Network */

/** The loss of that name, when it suits the network's last layer and the targets. */
export function checkedLoss(name, net, y, n) {
  const loss = byName("loss", LOSSES, name);
  const last = net.layers.at(-1);
  if (loss.takesScores && last.f !== "identity") {
    throw new Error(`loss: ${name} takes raw scores, so the last layer needs f = identity; got ${last.f}`);
  }
  loss.checkTargets(y, n, net.outputs);
  return loss;
}

/**
 * The loss of the network on n examples; nothing is trained. It overwrites the buffers of `net`, see `Network.twin`.
 * @param {Network} net
 * @param {Float64Array} x
 * @param {Float64Array|Int32Array} y
 * @param {number} n
 * @param {string} loss the name of one of LOSSES
 */
export function evaluate(net, x, y, n, loss) {
  asLength("x", x, n * net.inputs);
  return checkedLoss(loss, net, y, n).value(net.forward(x, n), y, n, net.outputs);
}

/** The output of a last layer with activation `f` above which the answer is class 1: ½ after a sigmoid or a step, 0 for a score. */
export function thresholdOf(f) {
  return f === "sigmoid" || f === "step" ? 0.5 : 0;
}

/**
 * The share of n examples that the network puts in the right class. With one output the class is whether ŷ
 * is above `thresholdOf` its activation, `y` holding 0 and 1; with several it is the largest output, `y` holding
 * whole-number labels.
 * @param {Network} net
 * @param {Float64Array} x
 * @param {Float64Array|Int32Array} y n targets
 * @param {number} n
 */
export function accuracy(net, x, y, n) {
  asLength("x", x, n * net.inputs);
  asLength("y", y, n);
  const yHat = net.forward(x, n);
  const k = net.outputs;
  const threshold = thresholdOf(net.layers.at(-1).f);
  let right = 0;
  for (let e = 0; e < n; e++) {
    if (k === 1) right += yHat[e] > threshold === y[e] > 0.5;
    else right += indexOfLargest(yHat, e * k, k) === y[e];
  }
  return right / n;
}

function indexOfLargest(values, start, k) {
  let best = 0;
  for (let o = 1; o < k; o++) if (values[start + o] > values[start + best]) best = o;
  return best;
}
