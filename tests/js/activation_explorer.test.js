// What ActivationExplorer knows and says: regions, the gradient through a chain, words.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FACTS, REACH, SATURATED, gradientThrough, regionAt, regionsOf, valueAndSlope } from "../../nnkit/widgets/js/activation_explorer_facts.js";
import { LOOKS } from "../../nnkit/widgets/js/activation_explorer_panels.js";
import { describe, numbers, whereInWords } from "../../nnkit/widgets/js/activation_explorer_words.js";
import { ACTIVATIONS, LOSSES, Network } from "../../nnkit/widgets/js/engine.js";

const close = (a, b, tolerance = 1e-12) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const setting = (f, a, slope = 0.02, layers = 10) => ({ f, a, slope, layers });

test("every activation of the book has its facts and its look", () => {
  assert.deepEqual(Object.keys(FACTS), Object.keys(ACTIVATIONS));
  assert.deepEqual(Object.keys(LOOKS), Object.keys(ACTIVATIONS));
});

test("at the edge of the saturated region the slope is a hundredth", () => {
  for (const f of ["sigmoid", "tanh"]) {
    const [left, right] = regionsOf(f, 0.02);
    close(valueAndSlope(f, left.to).slope, SATURATED);
    close(valueAndSlope(f, right.from).slope, SATURATED);
    assert.deepEqual([left.from, right.to], [-REACH, REACH]);
  }
});

test("in a dead region the slope is 0, outside of all regions it is not small", () => {
  for (const f of Object.keys(ACTIVATIONS)) {
    for (const slope of [0, 0.02, 0.3]) {
      for (let a = -REACH; a <= REACH; a += 0.05) {
        const at = valueAndSlope(f, a, slope).slope;
        const kind = regionAt(f, a, slope)?.kind;
        if (kind === "dead" || kind === "flat") assert.equal(at, 0);
        else if (kind === "saturated") assert.ok(at <= SATURATED + 1e-12 && at > 0);
        else assert.ok(at > SATURATED, `${f} at ${a}`);
      }
    }
  }
});

test("the gradient through the chain is the one that the engine computes for it", () => {
  for (const f of Object.keys(ACTIVATIONS)) {
    for (const a of [-3, -0.4, 0.7, 5]) {
      const layers = Array.from({ length: 6 }, () => ({ inputs: 1, outputs: 1, f, slope: 0.1, bias: true }));
      const theta = Float64Array.from({ length: 12 }, (_, k) => (k % 2 ? 0 : 1));
      const net = new Network({ layers }, theta);
      const yHat = net.forward(Float64Array.of(a), 1);
      // With the target one below the prediction the gradient at the output is 1; the bias's is that at its layer.
      net.backward(LOSSES.squared.derivative(yHat, Float64Array.of(yHat[0] - 1), 1, 1, new Float64Array(1)), 1);
      gradientThrough(f, a, 0.1, 6).forEach((left, k) => close(left, net.dtheta[2 * k + 1]));
    }
  }
});

test("sigmoid loses at least three quarters a layer, ReLU nothing or everything", () => {
  const [first] = gradientThrough("sigmoid", 0, 0.02, 10);
  assert.ok(first < 0.25 ** 10 + 1e-18 && first > 1e-8);
  assert.deepEqual(gradientThrough("relu", 2, 0.02, 3), [1, 1, 1]);
  assert.equal(gradientThrough("relu", -2, 0.02, 3)[0], 0);
  close(gradientThrough("leaky_relu", -1, 0.1, 3)[0], 0.001);
  assert.equal(gradientThrough("identity", -1, 0.1, 10)[0], 1);
});

test("the numbers are written with the formula", () => {
  const told = (f, a) => numbers(setting(f, a)).map(([words]) => words);
  assert.deepEqual(told("sigmoid", 1), ["f(1) = 0.7311", "f′(1) = f(1 − f) = 0.7311(1 − 0.7311) = 0.197"]);
  assert.deepEqual(told("tanh", -1), ["f(−1) = −0.7616", "f′(−1) = 1 − f² = 1 − (−0.7616)² = 0.42"]);
  assert.deepEqual(told("leaky_relu", -2), ["f(−2) = −0.04", "f′(−2) = 0.02"]);
});

test("the places are named with the lecture's words", () => {
  assert.match(whereInWords(setting("sigmoid", 6)), /^Saturated/);
  assert.match(whereInWords(setting("tanh", -4)), /^Saturated/);
  assert.match(whereInWords(setting("relu", -1)), /^In the dead region/);
  assert.match(whereInWords(setting("relu", 1)), /f′ = 1/);
  assert.match(whereInWords(setting("leaky_relu", -1)), /small, times 0\.02, but not 0/);
  assert.match(whereInWords(setting("leaky_relu", -1, 0)), /dead region/);
  assert.match(whereInWords(setting("step", 3)), /no gradient comes through/);
});

test("everything is said in words and never as NaN", () => {
  for (const f of Object.keys(ACTIVATIONS)) {
    for (const a of [-8, -4.5, 0, 0.05, 8]) {
      for (const layers of [1, 10, 30]) assert.doesNotMatch(describe(setting(f, a, 0.02, layers)), /NaN|undefined|Infinity|null/);
    }
  }
});
