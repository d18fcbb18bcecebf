// The engine against arithmetic by hand, finite differences, and a slow implementation that is written differently.

import assert from "node:assert/strict";
import { test } from "node:test";

import { activate, tanh, timesDerivative } from "../../nnkit/widgets/js/activations.js";
import {
  ACTIVATIONS,
  LOSSES,
  Network,
  Trainer,
  accuracy,
  evaluate,
  gainOf,
  initialTheta,
  perceptronStep,
  random,
  unitMaps,
} from "../../nnkit/widgets/js/engine.js";
import { product } from "../../nnkit/widgets/js/product.js";
import { shuffle } from "../../nnkit/widgets/js/random.js";
import { ReferenceNetwork } from "./reference.js";

// ---- Helpers ----

const floats = (...values) => Float64Array.from(values);

function assertClose(actual, expected, bound, what = "") {
  assert.equal(actual.length, expected.length, `${what}: ${actual.length} numbers, expected ${expected.length}`);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    assert.ok(error <= bound, `${what}: number ${i} is ${actual[i]}, expected ${expected[i]} within ${bound}`);
  }
}

/** The spec of a network with these layer sizes, `f` in the hidden layers and `fOut` in the last. */
function specOf(sizes, f, fOut = f) {
  const last = sizes.length - 2;
  return { layers: sizes.slice(1).map((outputs, k) => ({ inputs: sizes[k], outputs, f: k === last ? fOut : f })) };
}

const numbers = (count, rng) => Float64Array.from({ length: count }, () => rng.normal());

/** n targets of k outputs that suit the loss, none of them where the loss has a kink. */
function targets(loss, n, k, rng) {
  if (loss === "softmax_cross_entropy") return Int32Array.from({ length: n }, () => rng.integer(k));
  if (loss === "binary_cross_entropy") return Float64Array.from({ length: n * k }, () => rng.uniform());
  return numbers(n * k, rng);
}

/** Every activation with every loss, as [hidden f, f of the last layer, loss]. */
const COMBINATIONS = Object.keys(ACTIVATIONS).flatMap((f) =>
  Object.values(LOSSES).map((loss) => [f, loss.takesScores ? "identity" : f, loss.name]),
);

function assertRefuses(act, ...parts) {
  assert.throws(act, (error) => {
    assert.equal(error.constructor, Error, `expected an Error, got ${error}`);
    for (const part of parts) assert.ok(error.message.includes(part), `“${error.message}” does not say “${part}”`);
    return true;
  });
}

// ---- Activations ----

test("at 0 the activations and their derivatives follow nnkit's conventions", () => {
  const at0 = Object.values(ACTIVATIONS).map(({ name, f, df }) => [name, f(0, 0.02), df(0, f(0, 0.02), 0.02)]);
  assert.deepEqual(at0, [
    ["identity", 0, 1],
    ["step", 0, 0],
    ["sigmoid", 0.5, 0.25],
    ["tanh", 0, 1],
    ["relu", 0, 0],
    ["leaky_relu", 0, 0.02],
  ]);
});

test("each activation carries its own name and the gain of nnkit", () => {
  for (const [name, activation] of Object.entries(ACTIVATIONS)) assert.equal(activation.name, name);
  const gains = Object.keys(ACTIVATIONS).map((name) => gainOf(name, 0.5));
  assert.deepEqual(gains, [1, 1, 1, 1, 2, 1.6]); // leaky_relu: 2 / (1 + 0.25) = 1.6
  assert.equal(ACTIVATIONS.leaky_relu.gain, 2 / 1.0004);
});

test("tanh is that of the machine within 1e-15 everywhere, and as precise for the smallest numbers", () => {
  for (let a = -45; a <= 45; a += 0.000917) assert.ok(Math.abs(tanh(a) - Math.tanh(a)) < 1e-15, `at ${a}`);
  for (let a = 1; a > 1e-300; a *= 0.83) assert.ok(Math.abs(tanh(a) / Math.tanh(a) - 1) < 1e-13, `at ${a}`);
  assert.ok(tanh(0) === 0 && Number.isNaN(tanh(NaN)));
  for (const a of [19.99, 20, 1e300, Infinity]) assert.deepEqual([tanh(a), tanh(-a)], [1, -1], `at ${a}`);
});

test("sigmoid neither overflows nor leaves [0, 1]", () => {
  const { f } = ACTIVATIONS.sigmoid;
  for (let a = -40; a <= 40; a += 0.0037) assert.ok(Math.abs(f(a) - 1 / (1 + Math.exp(-a))) < 1e-15, `at ${a}`);
  assert.deepEqual([f(-1e308), f(-Infinity), f(1e308), f(Infinity)], [0, 0, 1, 1]);
});

test("what is not a number goes through every activation but step, so that divergence is noticed", () => {
  for (const { name, f } of Object.values(ACTIVATIONS)) {
    const h = floats(0);
    activate(name, 0.02, floats(NaN), h, 1);
    assert.deepEqual([f(NaN, 0.02), h[0]], name === "step" ? [0, 0] : [NaN, NaN], name);
  }
});

test("a derivative is what a nudge of a says", () => {
  for (const { name, f, df } of Object.values(ACTIVATIONS)) {
    for (let a = -6.01; a < 6; a += 0.05) {
      const nudged = (f(a + 1e-6, 0.1) - f(a - 1e-6, 0.1)) / 2e-6;
      assert.ok(Math.abs(df(a, f(a, 0.1), 0.1) - nudged) < 1e-9, `${name} at ${a}`);
    }
  }
});

test("a whole layer's activations and derivatives are those of single numbers", () => {
  const a = Float64Array.from({ length: 121 }, (_, i) => (i - 60) / 8);
  for (const { name, f, df } of Object.values(ACTIVATIONS)) {
    const h = new Float64Array(a.length).fill(9);
    activate(name, 0.3, a, h, 120);
    assertClose(h.subarray(0, 120), a.subarray(0, 120).map((x) => f(x, 0.3)), 2e-16, name);
    const da = new Float64Array(a.length).fill(-2);
    timesDerivative(name, 0.3, a, h, da, 120);
    assertClose(da.subarray(0, 120), a.subarray(0, 120).map((x) => -2 * df(x, f(x, 0.3), 0.3)), 2e-16, name);
    assert.deepEqual([h[120], da[120]], [9, -2], `${name} wrote behind the end`);
  }
});

// ---- Losses ----

test("the losses and their derivatives are those computed by hand", () => {
  const yHat = floats(1, 3, 0, -2), y = floats(2, 3, 0, 2); // two examples with two outputs
  const out = floats(0, 0, 0, 0);
  // ½((1−2)² + 0 + 0 + (−2−2)²) / 2 = ½ · 17 / 2
  assert.equal(LOSSES.squared.value(yHat, y, 2, 2), 4.25);
  assert.deepEqual(LOSSES.squared.derivative(yHat, y, 2, 2, out), floats(-0.5, 0, 0, -2));
  // (1 + 0 + 0 + 4) / 2
  assert.equal(LOSSES.absolute.value(yHat, y, 2, 2), 2.5);
  assert.deepEqual(LOSSES.absolute.derivative(yHat, y, 2, 2, out), floats(-0.5, 0, 0, -0.5));
  // Both examples have one wrong output; as four examples of one output, two of four are wrong.
  assert.equal(LOSSES.zero_one.value(yHat, y, 2, 2), 1);
  assert.equal(LOSSES.zero_one.value(yHat, y, 4, 1), 0.5);
  assert.deepEqual(LOSSES.zero_one.derivative(yHat, y, 2, 2, out), floats(0, 0, 0, 0));
});

test("the cross-entropies and their derivatives are those computed by hand", () => {
  // Scores log 3 and 0 are the probabilities 3/4 and 1/2.
  const a = floats(Math.log(3), 0), y = floats(1, 0.5), out = floats(0, 0);
  assertClose([LOSSES.binary_cross_entropy.value(a, y, 2, 1)], [(Math.log(4 / 3) + Math.log(2)) / 2], 1e-15);
  assertClose(LOSSES.binary_cross_entropy.derivative(a, y, 2, 1, out), [-0.125, 0], 1e-15);
  // Scores log 1, log 2, log 5 are the probabilities 1/8, 2/8, 5/8.
  const scores = floats(0, Math.log(2), Math.log(5)), three = floats(0, 0, 0);
  assertClose([LOSSES.softmax_cross_entropy.value(scores, Int32Array.of(1), 1, 3)], [Math.log(4)], 1e-15);
  LOSSES.softmax_cross_entropy.derivative(scores, Int32Array.of(1), 1, 3, three);
  assertClose(three, [0.125, -0.75, 0.625], 1e-15);
});

test("no score is too large for the cross-entropies", () => {
  const a = floats(-1000, 1000), two = floats(0, 0);
  assert.equal(LOSSES.binary_cross_entropy.value(a, floats(1, 1), 2, 1), 500);
  assert.deepEqual(LOSSES.binary_cross_entropy.derivative(a, floats(1, 1), 2, 1, two), floats(-0.5, 0));
  assert.equal(LOSSES.softmax_cross_entropy.value(a, Int32Array.of(0), 1, 2), 2000);
  assert.deepEqual(LOSSES.softmax_cross_entropy.derivative(a, Int32Array.of(0), 1, 2, two), floats(-1, 1));
});

test("predict turns scores into probabilities and leaves other outputs as they are", () => {
  const scores = floats(0, Math.log(3)), out = () => floats(0, 0);
  for (const name of ["squared", "absolute", "zero_one"]) {
    assert.deepEqual(LOSSES[name].predict(scores, 2, 1, out()), scores);
  }
  assertClose(LOSSES.binary_cross_entropy.predict(scores, 2, 1, out()), [0.5, 0.75], 1e-15);
  assertClose(LOSSES.softmax_cross_entropy.predict(scores, 1, 2, out()), [0.25, 0.75], 1e-15);
});

// ---- Networks ----

test("a product of matrices of any size is that of the definition, transposed or not", () => {
  const rng = random(1);
  for (const [rows, columns, inner] of [[1, 1, 1], [2, 2, 3], [3, 2, 1], [2, 3, 4], [5, 7, 2], [4, 4, 4], [1, 6, 3]]) {
    const A = numbers(rows * inner, rng), B = numbers(columns * inner, rng), first = numbers(columns, rng);
    const C = new Float64Array(rows * columns), D = new Float64Array(rows * columns);
    product(A, inner, 1, B, inner, 1, first, C, rows, columns, inner);
    product(A, 1, rows, B, 1, columns, null, D, rows, columns, inner);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        let straight = first[c], transposed = 0;
        for (let k = 0; k < inner; k++) {
          straight += A[r * inner + k] * B[c * inner + k];
          transposed += A[k * rows + r] * B[k * columns + c];
        }
        const at = r * columns + c;
        assertClose([C[at], D[at]], [straight, transposed], 1e-14, `${rows}×${columns}×${inner}`);
      }
    }
  }
});

test("both passes through the lecture's chain give the numbers found by hand", () => {
  // y = f₃(w₃ f₂(w₂ f₁(w₁x + b))) with w = (2, −1, 3), b = 1, f = (relu, identity, identity) at x = 3:
  // a₁ = 2·3 + 1 = 7, h₁ = 7, a₂ = −7, a₃ = −21. With y = −20: ∂L/∂ŷ = −21 − (−20) = −1.
  // ∂L/∂w₃ = −1·h₂ = 7, ∂L/∂h₂ = −1·3 = −3, ∂L/∂w₂ = −3·7 = −21, ∂L/∂h₁ = −3·−1 = 3, ∂L/∂w₁ = 3·3 = 9, ∂L/∂b = 3.
  const first = { inputs: 1, outputs: 1, f: "relu" }, other = { inputs: 1, outputs: 1, f: "identity", bias: false };
  const net = new Network({ layers: [first, other, other] }, floats(2, 1, -1, 3));
  assert.deepEqual(net.forward(floats(3), 1), floats(-21));
  assert.deepEqual(net.layers.map((layer) => layer.a[0]), [7, -7, -21]);
  net.backward(floats(-1), 1);
  assert.deepEqual(net.dtheta, floats(9, 3, -21, 7));
  assert.deepEqual(net.layers.map((layer) => layer.da[0]), [3, -3, -1]);
});

test("theta holds for each layer W row after row, then b, and the layers are views of it", () => {
  const net = new Network(specOf([2, 3, 1], "tanh"), Float64Array.from({ length: 13 }, (_, i) => i));
  assert.equal(net.size, 13);
  assert.equal(net.units, 4);
  assert.deepEqual(net.layers.map(({ W }) => [...W]), [[0, 1, 2, 3, 4, 5], [9, 10, 11]]);
  assert.deepEqual(net.layers.map(({ b }) => [...b]), [[6, 7, 8], [12]]);
  net.theta.fill(0.5);
  assert.deepEqual(net.layers[1].W, floats(0.5, 0.5, 0.5));
  net.layers[0].b[1] = 4;
  assert.equal(net.theta[7], 4);
  net.dtheta.fill(7);
  assert.deepEqual([...net.layers[1].dW, ...net.layers[1].db], [7, 7, 7, 7]);
});

test("the given theta is copied, a copy has weights of its own, and a twin has the very same weights", () => {
  const theta = floats(1, 2, 3), net = new Network(specOf([2, 1], "identity"), theta);
  const copy = net.copy(), twin = net.twin();
  theta[0] = 50;
  net.theta[1] = 20;
  assert.deepEqual([...net.theta], [1, 20, 3]);
  assert.deepEqual([...copy.theta], [1, 2, 3]);
  const yHat = net.forward(floats(1, 1), 1);
  assert.deepEqual([...twin.forward(floats(2, 2), 1)], [45]); // 1·2 + 20·2 + 3
  assert.deepEqual([...yHat], [24], "the twin wrote into the buffers of its network");
});

test("passes of other sizes, larger or smaller, leave nothing behind", () => {
  const spec = specOf([2, 5, 3], "tanh"), theta = initialTheta(spec, random(1)), x = numbers(2 * 9, random(2));
  const net = new Network(spec, theta);
  for (const n of [4, 9, 1, 7, 7]) {
    const fresh = new Network(spec, theta), dloss = numbers(3 * n, random(n));
    assert.deepEqual(net.forward(x, n), fresh.forward(x, n));
    assert.equal(net.forward(x, n).length, 3 * n);
    net.backward(dloss, n);
    fresh.backward(dloss, n);
    assert.deepEqual(net.dtheta, fresh.dtheta, `n = ${n}`);
  }
});

test("the gradient is what nudging each parameter says, for every activation with every loss", () => {
  const n = 5;
  for (const [f, fOut, loss] of COMBINATIONS) {
    const spec = specOf([3, 4, 2], f, fOut);
    const rng = random(11), net = new Network(spec, numbers(4 * 4 + 5 * 2, rng));
    const x = numbers(3 * n, rng), y = targets(loss, n, 2, rng);
    const yHat = net.forward(x, n);
    const nearest = Math.min(...net.layers.flatMap(({ a }) => [...a].map(Math.abs)));
    assert.ok(nearest > 1e-3, `${f}: a kink is ${nearest} away, where a nudge says nothing`);
    net.backward(LOSSES[loss].derivative(yHat, y, n, 2, new Float64Array(2 * n)), n);
    const nudged = net.theta.map((value, i) => {
      const [above, below] = [1e-6, -1e-6].map((nudge) => {
        net.theta[i] = value + nudge;
        return evaluate(net, x, y, n, loss);
      });
      net.theta[i] = value;
      return (above - below) / 2e-6;
    });
    assertClose(net.dtheta, nudged, 1e-8, `${f}, ${loss}`);
  }
});

/** Three epochs in batches of four, by the engine and by the reference: after each batch everything must agree. */
function assertAgrees(spec, loss, what) {
  const rng = random(5), n = 10, { inputs } = spec.layers[0], k = spec.layers.at(-1).outputs;
  const theta = initialTheta(spec, rng), x = numbers(n * inputs, rng), y = targets(loss, n, k, rng);
  const examples = Array.from({ length: n }, (_, e) => ({
    x: [...x.subarray(e * inputs, (e + 1) * inputs)],
    y: loss === "softmax_cross_entropy" ? y[e] : [...y.subarray(e * k, (e + 1) * k)],
  }));
  const net = new Network(spec, theta), reference = new ReferenceNetwork(spec, theta);
  const trainer = new Trainer(net, x, y, { loss, eta: 0.1, batchSize: 4 });
  for (let step = 0; step < 9; step++) {
    const start = 4 * (step % 3), batch = examples.slice(start, start + 4);
    const expected = new ReferenceNetwork(spec, net.theta);
    expected.collect(batch, loss);
    assertClose([trainer.step()], [reference.step(batch, loss, 0.1)], 1e-12, `${what}: loss at step ${step}`);
    assertClose(net.dtheta, expected.dtheta, 1e-12, `${what}: gradient at step ${step}`);
    assertClose(net.theta, reference.theta, 1e-12, `${what}: weights after step ${step}`);
  }
}

test("losses, gradients and weights are those of the network of objects, for every activation with every loss", () => {
  for (const [f, fOut, loss] of COMBINATIONS) {
    for (const sizes of [[1, 2], [2, 4, 3], [3, 5, 4, 2]]) {
      assertAgrees(specOf(sizes, f, fOut), loss, `${sizes} ${f} ${loss}`);
    }
  }
});

test("the same holds for layers without bias, with a mask, and with a slope of their own", () => {
  const mask = [1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1];
  const layers = [
    { inputs: 4, outputs: 3, f: "leaky_relu", slope: 0.3, mask },
    { inputs: 3, outputs: 2, f: "tanh", bias: false },
    { inputs: 2, outputs: 2, f: "identity" },
  ];
  for (const loss of Object.keys(LOSSES)) assertAgrees({ layers }, loss, loss);
});

test("weights without a connection are 0 from the start and stay 0", () => {
  const spec = { layers: [{ inputs: 3, outputs: 2, f: "tanh", mask: [1, 0, 1, 0, 1, 0] }] };
  const net = new Network(spec, floats(1, 2, 3, 4, 5, 6, 7, 8));
  assert.deepEqual(net.theta, floats(1, 0, 3, 0, 5, 0, 7, 8));
  new Trainer(net, floats(1, 2, 3), floats(0, 0), { loss: "squared", eta: 0.1 }).step();
  assert.deepEqual([net.theta[1], net.theta[3], net.theta[5]], [0, 0, 0]);
  assert.notEqual(net.theta[6], 7);
});

test("the maps of all units are their outputs on each point, unit after unit", () => {
  const spec = specOf([2, 3, 2, 1], "tanh"), net = new Network(spec, initialTheta(spec, random(4)));
  const n = 601, x = numbers(2 * n, random(5)); // two full chunks and one begun
  const maps = unitMaps(net.twin(), x, n);
  net.forward(x, n);
  let unit = 0;
  for (const { h, outputs } of net.layers) {
    for (let o = 0; o < outputs; o++, unit++) {
      const expected = Float64Array.from({ length: n }, (_, e) => h[e * outputs + o]);
      assert.deepEqual(maps.subarray(unit * n, (unit + 1) * n), expected, `unit ${unit}`);
    }
  }
  assert.equal(maps.length, unit * n);
  assert.equal(unitMaps(net, x, n, maps), maps);
});

// ---- Training ----

/** The lecture's smallest network, y = wx, and its four points. */
const lecture = () => ({
  net: new Network({ layers: [{ inputs: 1, outputs: 1, f: "identity", bias: false }] }, floats(0.5)),
  x: floats(10, 2, 3.5, 1),
  y: floats(10.1, 1.9, 3.4, 1.1),
});

test("one step on the lecture's four points is the one computed by hand", () => {
  // ŷ = (5, 1, 1.75, 0.5), y − ŷ = (5.1, 0.9, 1.65, 0.6); L = ½(26.01 + 0.81 + 2.7225 + 0.36)/4 = 3.7378125;
  // ∂L/∂w = −(5.1·10 + 0.9·2 + 1.65·3.5 + 0.6·1)/4 = −59.175/4 = −14.79375; w = 0.5 + 0.01·14.79375.
  const { net, x, y } = lecture();
  const trainer = new Trainer(net, x, y, { loss: "squared", eta: 0.01 });
  assertClose([trainer.step()], [3.7378125], 1e-14);
  assertClose([net.dtheta[0], net.theta[0]], [-14.79375, 0.6479375], 1e-14);
  assert.deepEqual([trainer.steps, trainer.epochs], [1, 1]);
  assertClose([trainer.epochLoss], [3.7378125], 1e-14);
});

/** Which example each of the steps of batch size 1 has used, told from its loss: the targets are 0, 1, 2 … */
function orderSeen(options, epochs, n = 6) {
  const net = new Network({ layers: [{ inputs: 1, outputs: 1, f: "step", bias: false }] });
  const y = Float64Array.from({ length: n }, (_, i) => i); // step(0) = 0 and learns nothing, so the loss is |y|
  const trainer = new Trainer(net, new Float64Array(n), y, { loss: "absolute", eta: 1, batchSize: 1, ...options });
  return Array.from({ length: epochs }, () => Array.from({ length: n }, () => trainer.step()));
}

test("without an rng the examples come in the order given, in every epoch", () => {
  assert.deepEqual(orderSeen({}, 2), [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5]]);
});

test("with an rng every epoch has all examples in a new order, and the seed decides which", () => {
  const epochs = orderSeen({ rng: random(3) }, 4, 20);
  const all = Array.from({ length: 20 }, (_, i) => i);
  for (const epoch of epochs) assert.deepEqual([...epoch].sort((a, b) => a - b), all);
  assert.equal(new Set(epochs.map(String)).size, 4);
  assert.deepEqual(orderSeen({ rng: random(3) }, 4, 20), epochs);
  assert.notDeepEqual(orderSeen({ rng: random(4) }, 4, 20), epochs);
});

test("an order of one's own is asked for once in an epoch, with the epoch's number", () => {
  const asked = [];
  const order = (epoch) => {
    asked.push(epoch);
    return epoch === 0 ? [5, 4, 3, 2, 1, 0] : [0, 2, 4, 1, 3, 5];
  };
  assert.deepEqual(orderSeen({ order }, 2), [[5, 4, 3, 2, 1, 0], [0, 2, 4, 1, 3, 5]]);
  assert.deepEqual(asked, [0, 1]);
});

test("the last batch of an epoch may be smaller and is averaged over its own size", () => {
  const { net, x, y } = lecture();
  const trainer = new Trainer(net, x, y, { loss: "absolute", eta: 1e-300, batchSize: 3 });
  // |y − ŷ| = 5.1, 0.9, 1.65 in the first batch and 0.6 in the second; eta is too small to change w.
  assertClose([trainer.step(), trainer.step()], [2.55, 0.6], 1e-14);
  assert.deepEqual([trainer.steps, trainer.epochs], [2, 1]);
  assertClose([trainer.epochLoss], [1.575], 1e-14);
});

test("a batch size beyond the data is the full batch", () => {
  const { net, x, y } = lecture();
  const trainer = new Trainer(net, x, y, { loss: "squared", eta: 0.01, batchSize: 99 });
  assertClose([trainer.epoch()], [3.7378125], 1e-14);
  assert.equal(trainer.steps, 1);
});

test("epoch goes on from where step left off, and its mean is that of the whole epoch", () => {
  const [a, b] = [lecture(), lecture()];
  const options = { loss: "squared", eta: 0.01, batchSize: 1 };
  const whole = new Trainer(a.net, a.x, a.y, options), begun = new Trainer(b.net, b.x, b.y, options);
  begun.step();
  assert.ok(Number.isNaN(begun.epochLoss));
  const losses = whole.epoch();
  assert.equal(begun.epoch(), losses);
  assert.deepEqual([begun.steps, begun.epochs, begun.epochLoss], [4, 1, losses]);
  begun.eta = whole.eta = 1e-300; // now every epoch has the same losses
  whole.epoch();
  assert.deepEqual([whole.epoch(), whole.epoch()], [whole.epochLoss, whole.epochLoss]);
  assert.deepEqual(b.net.theta, a.net.theta);
});

test("loss, eta and batch size can be changed between two steps, in the middle of an epoch too", () => {
  const { net, x, y } = lecture();
  const trainer = new Trainer(net, x, y, { loss: "squared", eta: 1e-300, batchSize: 1 });
  trainer.step();
  trainer.batchSize = 2;
  trainer.loss = "absolute";
  assertClose([trainer.step()], [(0.9 + 1.65) / 2], 1e-14); // examples 1 and 2
  trainer.eta = 0.5;
  trainer.batchSize = null;
  assertClose([trainer.step()], [0.6], 1e-14); // what is left of the epoch
  assertClose([net.theta[0]], [1], 1e-14); // 0.5 + 0.5 · sign(0.6) · 1
  assert.deepEqual([trainer.loss, trainer.eta, trainer.batchSize, trainer.epochs], ["absolute", 0.5, null, 1]);
});

test("divergence changes nothing, says when and at which eta, and stops further steps", () => {
  const { net, x, y } = lecture();
  const trainer = new Trainer(net, x, y, { loss: "squared", eta: 10 });
  let before = null;
  while (trainer.diverged === null) {
    before = net.theta.slice();
    trainer.step();
    assert.ok(trainer.steps < 1000, "it never diverged");
  }
  assert.deepEqual(trainer.diverged, { step: trainer.steps + 1, eta: 10, loss: Infinity });
  assert.deepEqual(net.theta, before);
  const { steps, epochs } = trainer;
  assert.equal(trainer.step(), Infinity);
  assert.equal(trainer.epoch(), Infinity);
  assert.deepEqual([trainer.steps, trainer.epochs], [steps, epochs]);
  assert.deepEqual(net.theta, before);
});

test("after divergence training goes on with good weights once diverged is null", () => {
  const { net, x, y } = lecture();
  const trainer = new Trainer(net, x, y, { loss: "squared", eta: 0.01 });
  net.theta[0] = NaN;
  assert.ok(Number.isNaN(trainer.step()));
  assert.equal(trainer.diverged.step, 1);
  net.theta[0] = 0.5;
  assert.ok(Number.isNaN(trainer.step()), "it went on by itself");
  assert.deepEqual([trainer.steps, net.theta[0]], [0, 0.5]);
  trainer.diverged = null;
  assertClose([trainer.step()], [3.7378125], 1e-14);
});

test("a trainer copies no data for the full batch in the given order, and makes no new arrays while it trains", () => {
  const spec = specOf([2, 4, 1], "tanh"), net = new Network(spec, initialTheta(spec, random(1)));
  const x = numbers(20, random(2)), y = numbers(10, random(3)), kept = x.slice();
  const trainer = new Trainer(net, x, y, { loss: "squared", eta: 0.1 });
  trainer.step();
  assert.equal(net.layers[0].x, x);
  trainer.batchSize = 5;
  trainer.epoch();
  const buffers = () => net.layers.flatMap((layer) => [layer.x, layer.a, layer.h, layer.da]);
  const before = buffers();
  trainer.epoch();
  buffers().forEach((buffer, i) => assert.equal(buffer, before[i]));
  assert.deepEqual(x, kept, "the data were written over");
});

test("evaluate gives the loss and trains nothing", () => {
  const { net, x, y } = lecture();
  assertClose([evaluate(net, x, y, 4, "squared")], [3.7378125], 1e-14);
  assertClose([evaluate(net, x.subarray(1), y.subarray(1), 3, "absolute")], [(0.9 + 1.65 + 0.6) / 3], 1e-14);
  assert.deepEqual(net.theta, floats(0.5));
});

test("accuracy takes ½ as the border after sigmoid and step, and 0 for a score", () => {
  const of = (f) => new Network({ layers: [{ inputs: 1, outputs: 1, f, bias: false }] }, floats(1));
  const x = floats(-2, 0.3, 0.7, 3), y = floats(0, 1, 0, 1);
  // ŷ > 0 for the last three, so the first, the second and the fourth are right; σ(x) > ½ and step(x) > ½ for the same.
  for (const f of ["identity", "tanh", "sigmoid", "step"]) assert.equal(accuracy(of(f), x, y, 4), 0.75, f);
  assert.equal(accuracy(of("relu"), x, floats(1, 1, 1, 1), 4), 0.75);
});

test("accuracy with several outputs takes the largest, the first of equals", () => {
  const spec = { layers: [{ inputs: 3, outputs: 3, f: "identity", bias: false }] };
  const net = new Network(spec, floats(1, 0, 0, 0, 1, 0, 0, 0, 1));
  const x = floats(1, 2, 3, 5, 5, 0, -3, -1, -2, 0, 0, 0);
  assert.equal(accuracy(net, x, Int32Array.of(2, 0, 1, 2), 4), 0.75);
});

test("the perceptron learns from mistakes only, by the rule", () => {
  const net = new Network({ layers: [{ inputs: 2, outputs: 2, f: "step" }] }, floats(1, 0, 0, 1, 0, -5));
  const x = floats(9, 9, 2, 3), y = floats(0, 0, 0, 1);
  // Example 1: a = (2, 3 − 5), ŷ = (1, 0), y − ŷ = (−1, 1): the first row loses ½x, the second gains it.
  assert.equal(perceptronStep(net, x, y, 1, 0.5), true);
  assert.deepEqual(net.theta, floats(0, -1.5, 1, 2.5, -0.5, -4.5));
  // Now a = (−4.5 − 0.5, 2 + 7.5 − 4.5), ŷ = (0, 1) is right.
  assert.equal(perceptronStep(net, x, y, 1, 0.5), false);
  assert.deepEqual(net.theta, floats(0, -1.5, 1, 2.5, -0.5, -4.5));
});

test("the perceptron's eta is 1 where none is given, and a local unit keeps its missing connections", () => {
  const net = new Network({ layers: [{ inputs: 2, outputs: 1, f: "step", bias: false, mask: [1, 0] }] }, floats(0, 0));
  assert.equal(perceptronStep(net, floats(4, 7), floats(1), 0), true);
  assert.deepEqual(net.theta, floats(4, 0));
});

// ---- Random numbers ----

test("the generator gives the published numbers of sfc32", () => {
  // From the tests of two independent implementations, rand_sfc (seeds 0, 2, 1) and sfc-prng (0, 0, 0), in Rust.
  const rng = random(2 ** 32 + 2);
  assert.deepEqual([rng.bits(), rng.bits(), rng.bits(), rng.bits()], [0x03b80bb8, 0xa87dbc7e, 0x1787178c, 0x4c7b7234]);
  assert.equal(random(0).bits(), 0xfb52c520);
});

test("the same seed gives the same numbers, another seed others", () => {
  const draw = (seed) => {
    const rng = random(seed);
    return [rng.uniform(), rng.normal(), rng.integer(1000)];
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
  assert.notDeepEqual(draw(1), draw(2 ** 32 + 1));
});

test("uniform, normal and integer numbers have the moments of their distributions", () => {
  const rng = random(0), n = 200000;
  const moments = (draw) => {
    const drawn = Float64Array.from({ length: n }, draw), mean = drawn.reduce((sum, x) => sum + x, 0) / n;
    return { mean, variance: drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n, drawn };
  };
  const uniform = moments(() => rng.uniform()), normal = moments(() => rng.normal());
  assertClose([uniform.mean, uniform.variance], [1 / 2, 1 / 12], 0.004);
  assert.ok(uniform.drawn.every((x) => x >= 0 && x < 1));
  assertClose([normal.mean, normal.variance], [0, 1], 0.02);
  // 68.27 % of the numbers are within one standard deviation, 95.45 % within two.
  const within = (border) => normal.drawn.filter((x) => Math.abs(x) < border).length / n;
  assertClose([within(1), within(2)], [0.6827, 0.9545], 0.005);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) counts[rng.integer(5)]++;
  assertClose(counts.map((count) => count / n), [0.2, 0.2, 0.2, 0.2, 0.2], 0.006);
});

test("a shuffle makes every order equally likely", () => {
  const rng = random(1), counts = new Map();
  for (let i = 0; i < 60000; i++) {
    const order = String(shuffle([0, 1, 2], rng));
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const [order, count] of counts) assert.ok(Math.abs(count - 10000) < 500, `${order} came ${count} times`); // 5σ
});

test("weights start with variance gain/inputs, biases at 0", () => {
  const variance = (values) => values.reduce((sum, w) => sum + w * w, 0) / values.length;
  const cases = [["tanh", undefined, 1], ["relu", undefined, 2], ["leaky_relu", 0.5, 1.6]];
  for (const [f, slope, gain] of cases) {
    const first = { inputs: 50, outputs: 400, f, slope }, second = { inputs: 400, outputs: 50, f, slope, bias: false };
    const spec = { layers: [first, second] };
    const [one, two] = new Network(spec, initialTheta(spec, random(6))).layers;
    assertClose([(variance(one.W) * 50) / gain, (variance(two.W) * 400) / gain], [1, 1], 0.05, f);
    assert.deepEqual(one.b, new Float64Array(400));
  }
});

test("a unit of a local layer starts with the variance for the inputs that it sees", () => {
  const inputs = 40, outputs = 500, mask = Array.from({ length: inputs * outputs }, (_, i) => Number(i % inputs < 10));
  const spec = { layers: [{ inputs, outputs, f: "tanh", mask }] };
  const W = initialTheta(spec, random(2)).subarray(0, inputs * outputs);
  assert.ok(W.every((w, i) => (w !== 0) === (mask[i] === 1)));
  assertClose([W.reduce((sum, w) => sum + w * w, 0) / outputs], [1], 0.05); // ten weights of variance 1/10 in each row
});

// ---- Bad input ----

const good = { layers: [{ inputs: 2, outputs: 1, f: "tanh" }] };
const changed = (change) => ({ layers: [{ ...good.layers[0], ...change }] });

test("a network that cannot be says which part of the spec is wrong, what came and what was expected", () => {
  assertRefuses(() => new Network(), "spec:", "at least one layer", "undefined");
  assertRefuses(() => new Network({ layers: [] }), "spec:", "at least one layer");
  assertRefuses(() => new Network(changed({ f: "tan" })), "spec.layers[0].f:", "identity, step, sigmoid", '"tan"');
  assertRefuses(() => new Network(changed({ f: "toString" })), "spec.layers[0].f:", "toString");
  assertRefuses(() => new Network(changed({ inputs: 0 })), "spec.layers[0].inputs:", "at least 1", "0");
  assertRefuses(() => new Network(changed({ outputs: 1.5 })), "spec.layers[0].outputs:", "whole number", "1.5");
  assertRefuses(() => new Network(changed({ slope: 1 })), "spec.layers[0].slope:", "slope < 1", "got 1");
  assertRefuses(() => new Network(changed({ mask: [1] })), "spec.layers[0].mask:", "expected 2", "got 1");
  assertRefuses(() => new Network(changed({ mask: [1, 2] })), "spec.layers[0].mask:", "zeros and ones");
  const twice = { layers: [good.layers[0], good.layers[0]] };
  assertRefuses(() => new Network(twice), "spec.layers[1].inputs:", "expected 1", "got 2");
});

test("parameters that don't fit are refused", () => {
  assertRefuses(() => new Network(good, floats(1, 2)), "theta:", "expected 3", "got 2");
  assertRefuses(() => new Network(good, [1, 2, 3]), "theta:", "Float64Array", "Array");
  assertRefuses(() => new Network(good, floats(1, NaN, 3)), "theta:", "finite", "NaN at 1");
});

test("passes with data that don't fit are refused", () => {
  const net = new Network(good);
  assertRefuses(() => net.forward(floats(1, 2, 3), 2), "x:", "2 examples of 2 numbers", "got 3");
  assertRefuses(() => net.forward(floats(1, 2, 3), 0), "n:", "at least 1", "got 0");
  assertRefuses(() => net.backward(floats(1), 1), "n:", "expected 0", "got 1");
  net.forward(floats(1, 2, 3, 4), 2);
  assertRefuses(() => net.backward(floats(1), 1), "n:", "expected 2", "got 1");
  assertRefuses(() => net.backward(floats(1), 2), "dloss:", "expected 2", "got 1");
  assertRefuses(() => unitMaps(net, floats(1, 2), 2), "x:", "expected 4", "got 2");
  assertRefuses(() => unitMaps(net, floats(1, 2), 1, floats(1, 2)), "maps:", "expected 1", "got 2");
});

test("training with arguments that don't fit is refused", () => {
  const net = new Network(good), x = floats(1, 2, 3, 4), y = floats(0, 1);
  const train = (change, targets = y, examples = x, of = net) => () =>
    new Trainer(of, examples, targets, { loss: "squared", eta: 0.1, ...change });
  assertRefuses(() => new Trainer(net, x, y), "loss:", "squared, absolute", "undefined");
  assertRefuses(train({ loss: "cubed" }), "loss:", "squared, absolute", '"cubed"');
  assertRefuses(train({ loss: "binary_cross_entropy" }), "loss:", "f = identity", "tanh");
  assertRefuses(train({ eta: 0 }), "eta:", "above 0", "got 0");
  assertRefuses(train({ eta: "0.1" }), "eta:", "above 0", '"0.1"');
  assertRefuses(train({ batchSize: 0 }), "batchSize:", "at least 1", "got 0");
  assertRefuses(train({}, floats(1)), "y:", "expected 2", "got 1");
  assertRefuses(train({}, null), "y:", "Float64Array", "null");
  assertRefuses(train({}, floats(1, Infinity)), "y:", "finite", "Infinity at 1");
  assertRefuses(train({}, y, floats(1, 2, 3)), "x:", "2 numbers each", "got 3");
  assertRefuses(train({}, y, floats(1, 2, 3, NaN)), "x:", "finite", "NaN at 3");
  assertRefuses(() => train({ order: () => [0] })().step(), "order:", "expected 2", "got 1");
  assertRefuses(() => train({ order: () => [0, 2] })().step(), "order:", "0 to 1", "got 2");
});

test("targets that a cross-entropy can't take are refused", () => {
  const scores = new Network(changed({ f: "identity", outputs: 2 })), x = floats(1, 2, 3, 4);
  const train = (loss, y) => () => new Trainer(scores, x, y, { loss, eta: 0.1 });
  assertRefuses(train("binary_cross_entropy", floats(0, 1, 1, 1.5)), "y:", "from 0 to 1", "got 1.5");
  assertRefuses(train("softmax_cross_entropy", floats(0, 1)), "y:", "Int32Array", "Float64Array");
  assertRefuses(train("softmax_cross_entropy", Int32Array.of(0, 2)), "y:", "from 0 to 1", "got 2");
  assertRefuses(train("softmax_cross_entropy", Int32Array.of(0)), "y:", "expected 2", "got 1");
});

test("what doesn't fit is refused by the other functions too", () => {
  const net = new Network(good);
  assertRefuses(() => evaluate(net, floats(1, 2), floats(1), 2, "squared"), "x:", "expected 4", "got 2");
  assertRefuses(() => accuracy(net, floats(1, 2), floats(1, 0), 1), "y:", "expected 1", "got 2");
  assertRefuses(() => perceptronStep(net, floats(1, 2), floats(1), 0), "net:", "f = step", "tanh");
  assertRefuses(() => random(-1), "seed:", "whole number", "-1");
  assertRefuses(() => random(0.5), "seed:", "whole number", "0.5");
});

test("a refused setting leaves the old one in place", () => {
  const { net, x, y } = lecture();
  const trainer = new Trainer(net, x, y, { loss: "squared", eta: 0.01, batchSize: 2 });
  assertRefuses(() => { trainer.loss = "softmax_cross_entropy"; }, "y:", "Int32Array");
  assertRefuses(() => { trainer.eta = NaN; }, "eta:", "NaN");
  assertRefuses(() => { trainer.batchSize = 2.5; }, "batchSize:", "2.5");
  assert.deepEqual([trainer.loss, trainer.eta, trainer.batchSize], ["squared", 0.01, 2]);
});
