// The perceptron's rule, which is older than gradient descent.

/** @typedef {import("./network.js").Network} Network */

/**
 * The perceptron learning rule on example i: ŷ = step(W x + b), then W ← W + eta (y − ŷ) x and b ← b + eta (y − ŷ).
 * A right answer changes nothing. The network is one layer of threshold units, `y` holds 0 and 1. Rosenblatt (1958).
 * @param {Network} net
 * @param {Float64Array} x
 * @param {Float64Array} y
 * @param {number} i
 * @param {number} [eta]
 * @returns {boolean} whether the answer was wrong
 */
export function perceptronStep(net, x, y, i, eta = 1) {
  if (net.layers.length !== 1 || net.layers[0].f !== "step") {
    throw new Error(`net: expected one layer with f = step, got ${net.layers.map((layer) => layer.f).join(", ")}`);
  }
  const { inputs, outputs, W, b, mask } = net.layers[0];
  const yHat = net.forward(x.subarray(i * inputs, (i + 1) * inputs), 1);
  let mistake = false;
  for (let o = 0; o < outputs; o++) {
    const error = y[i * outputs + o] - yHat[o];
    if (error === 0) continue;
    mistake = true;
    for (let j = 0; j < inputs; j++) {
      if (mask === null || mask[o * inputs + j] === 1) W[o * inputs + j] += eta * error * x[i * inputs + j];
    }
    if (b !== null) b[o] += eta * error;
  }
  return mistake;
}
