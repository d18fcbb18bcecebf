// The chain's numbers, its walk and what is said on the way: against arithmetic by hand and against the engine.

import assert from "node:assert/strict";
import { test } from "node:test";

import { factorsOf, multiplications, nameOf, numbersOf, updated, walkOf } from "../../nnkit/widgets/js/backprop_chain.js";
import { BackpropState } from "../../nnkit/widgets/js/backprop_state.js";
import { counts, describe, explanation, formulas, remark, trailInWords, written } from "../../nnkit/widgets/js/backprop_words.js";
import { ACTIVATIONS, LOSSES, Network } from "../../nnkit/widgets/js/engine.js";
import { Clock, PageModel } from "./pretend.js";

// Chapter 7: three sigmoids, x = 2, y = 1.
const LECTURE = { w: [0.5, -4, -4.5], b: -0.8, f: ["sigmoid", "sigmoid", "sigmoid"], slopes: [0.02, 0.02, 0.02], x: 2, y: 1 };

function start(traits = {}) {
  const model = new PageModel({ ...LECTURE, eta: 0.5, name: "backprop", ...traits });
  const clock = new Clock();
  return { model, clock, state: new BackpropState(model, clock) };
}

const close = (a, b, tolerance = 1e-12) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const said = (state) => formulas(state).map((pieces) => pieces.map(([words]) => words).join(""));
const goTo = (state, key) => state.goTo(state.stages.findIndex((stage) => stage.key === key) + 1);

test("the numbers of chapter 7, by hand", () => {
  const numbers = numbersOf(LECTURE);
  const s = (a) => 1 / (1 + Math.exp(-a));
  // a₁ = 0.5·2 − 0.8 = 0.2
  const f1 = s(0.2), f2 = s(-4 * f1), f3 = s(-4.5 * f2);
  close(numbers.a1, 0.2);
  close(numbers.f3, f3);
  close(numbers.L, 0.5 * (1 - f3) ** 2);
  close(numbers["L/w3"], -(1 - f3) * f3 * (1 - f3) * f2);
  close(numbers["L/w2"], -(1 - f3) * f3 * (1 - f3) * -4.5 * f2 * (1 - f2) * f1);
  close(numbers["L/b"], -(1 - f3) * f3 * (1 - f3) * -4.5 * f2 * (1 - f2) * -4 * f1 * (1 - f1));
  close(numbers["L/w1"], 2 * numbers["L/b"]);
});

test("every activation in chains of one to five layers agrees with the engine", () => {
  for (const name of Object.keys(ACTIVATIONS)) {
    for (let n = 1; n <= 5; n++) {
      const w = [0.7, -1.3, 0.9, 1.6, -0.4].slice(0, n);
      const chain = { w, b: 0.3, f: w.map((_, k) => (k % 2 ? "tanh" : name)), slopes: w.map(() => 0.1), x: 1.4, y: -0.5 };
      const layers = w.map((_, k) => ({ inputs: 1, outputs: 1, f: chain.f[k], slope: 0.1, bias: k === 0 }));
      const net = new Network({ layers }, Float64Array.of(w[0], 0.3, ...w.slice(1)));
      const yHat = net.forward(Float64Array.of(1.4), 1);
      net.backward(LOSSES.squared.derivative(yHat, Float64Array.of(-0.5), 1, 1, new Float64Array(1)), 1);
      const numbers = numbersOf(chain);
      const gradients = [numbers["L/w1"], numbers["L/b"], ...w.slice(1).map((_, k) => numbers[`L/w${k + 2}`])];
      net.dtheta.forEach((gradient, k) => close(gradients[k], gradient));
    }
  }
});

test("the product of the factors of a slope is that slope", () => {
  const numbers = numbersOf(LECTURE);
  for (const parameter of ["w1", "w2", "w3", "b"]) {
    const product = factorsOf(parameter, 3).reduce((so_far, key) => so_far * numbers[key], 1);
    close(product, numbers[`L/${parameter}`]);
  }
});

test("the walk goes forward value by value, then backward with one new factor a step", () => {
  assert.deepEqual(walkOf(3).map(({ key }) => key), [
    "a1", "f1", "a2", "f2", "a3", "f3", "L",
    "L/f3", "L/a3", "L/w3", "L/f2", "L/a2", "L/w2", "L/f1", "L/a1", "L/w1", "L/b", "update", "new",
  ]);
  assert.deepEqual(walkOf(1).map(({ key }) => key), ["a1", "f1", "L", "L/f1", "L/a1", "L/w1", "L/b", "update", "new"]);
});

test("whatever a step re-uses was found in a step before", () => {
  for (let n = 1; n <= 5; n++) {
    const found = new Set();
    for (const { key, known } of walkOf(n)) {
      if (known) assert.ok(found.has(known), known);
      found.add(key);
    }
  }
});

test("the multiplications are those that chapter 7 counts", () => {
  for (let n = 1; n <= 5; n++) {
    const { scratch, reuse, slopes, underWay } = multiplications(walkOf(n), n);
    assert.deepEqual([scratch, reuse, slopes, underWay], [n * n + 3 * n - 1, 3 * n - 1, n + 1, 0]);
  }
});

test("the first state knows the forward pass and the first two slopes, and no others", () => {
  const { state } = start();
  for (const key of ["a1", "f3", "L", "L/f3", "f3/a3", "L/a3"]) assert.ok(state.knows(key), key);
  for (const key of ["a3/w3", "L/w3", "a3/f2", "L/f2", "L/b"]) assert.ok(!state.knows(key), key);
  assert.deepEqual(said(state), ["∂f₃/∂a₃ = f₃(1 − f₃) = 0.2378", "∂L/∂a₃ = ∂L/∂f₃ · ∂f₃/∂a₃ = −0.6104 · 0.2378 = −0.1452"]);
});

test("each step is written with its numbers", () => {
  const { state } = start();
  const lines = {
    a1: ["a₁ = w₁ · x + b = 0.5 · 2 + (−0.8) = 0.2"],
    f1: ["f₁ = sigmoid(a₁) = sigmoid(0.2) = 0.5498"],
    a2: ["a₂ = w₂ · f₁ = (−4) · 0.5498 = −2.1993"],
    L: ["L = ½(y − f₃)² = ½(1 − 0.3896)² = 0.1863"],
    "L/f3": ["∂L/∂f₃ = −(y − f₃) = −(1 − 0.3896) = −0.6104"],
    "L/w3": ["∂a₃/∂w₃ = f₂ = 0.0998", "∂L/∂w₃ = ∂L/∂a₃ · ∂a₃/∂w₃ = −0.1452 · 0.0998 = −0.0145"],
    "L/f2": ["∂a₃/∂f₂ = w₃ = −4.5", "∂L/∂f₂ = ∂L/∂a₃ · ∂a₃/∂f₂ = −0.1452 · (−4.5) = 0.6532"],
    "L/b": ["∂a₁/∂b = 1", "∂L/∂b = ∂L/∂a₁ · ∂a₁/∂b = −0.0581 · 1 = −0.0581"],
  };
  for (const [key, expected] of Object.entries(lines)) {
    goTo(state, key);
    assert.deepEqual(said(state), expected);
  }
});

test("a number that is not 0 is never written as 0", () => {
  assert.deepEqual([0, -0, 0.2, -4.5, 1, 0.00004, -0.00031, 12345.678, 120].map(written), ["0", "0", "0.2", "−4.5", "1", "0.00004", "−0.00031", "12345.678", "120"]);
});

test("another slope of leaky ReLU, set in Python, gives other numbers", () => {
  const { model, state } = start({ f: ["leaky_relu", "sigmoid", "sigmoid"], x: -2 });
  let heard = 0;
  state.subscribe(() => (heard += 1));
  model.set("slopes", [0.5, 0.02, 0.02]);
  assert.equal(heard, 1);
  close(state.numbers.f1, -0.9); // a₁ = 0.5·(−2) − 0.8 = −1.8
});

test("a slope that is 0 is known, and the words say so", () => {
  const { state } = start({ f: ["relu", "sigmoid", "sigmoid"], b: -3 });
  goTo(state, "L/a1");
  assert.ok(state.knows("L/a1"));
  assert.equal(state.numbers["f1/a1"], 0);
  assert.match(explanation(state), /its slope is 0, computed and not missing/);
});

test("an update moves every parameter against its slope, and Back takes it back", () => {
  const { state, model } = start();
  const next = updated(LECTURE, 0.5);
  const { numbers } = state;
  goTo(state, "update");
  assert.deepEqual(model.get("w"), next.w);
  close(model.get("b"), -0.8 - 0.5 * numbers["L/b"]);
  assert.equal(state.numbers.L, numbers.L, "the graph still shows the old numbers");
  assert.equal(said(state)[0], "w₃ = −4.5 − 0.5 · (−0.0145) = −4.4928");
  state.previous();
  assert.deepEqual([model.get("w"), model.get("b")], [LECTURE.w, -0.8]);
});

test("after an update comes the new loss, the old slopes are unknown again, and the next walk begins there", () => {
  const { state } = start();
  const before = state.numbers.L;
  goTo(state, "new");
  assert.ok(state.numbers.L < before);
  assert.ok(state.knows("L") && state.knows("f3") && !state.knows("L/f3"));
  assert.equal(trailInWords(state), "was 0.1863");
  assert.match(explanation(state), /the loss is lower by 0\.\d+/);
  state.next();
  assert.equal(state.stage.key, "L/f3");
  state.previous();
  assert.equal(state.stage.key, "L");
});

test("whole updates go down", () => {
  const { state } = start({ eta: 5 });
  for (let k = 0; k < 60; k++) state.wholeUpdate();
  assert.ok(state.numbers.L < 0.13, `${state.numbers.L}`); // from 0.1863
  assert.equal(state.losses.length, 60);
});

test("a step that is too long says so", () => {
  const { state } = start({ f: ["identity", "identity", "identity"], w: [1, 1, 1], b: 0, x: 1, y: 0, eta: 5 });
  state.wholeUpdate();
  assert.match(explanation(state), /higher by [\d.]+: the step was too long/);
});

test("changes recompute the walk up to the present step", () => {
  const { state, model } = start();
  goTo(state, "L/f2");
  state.change("w3", 2);
  assert.equal(state.stage.key, "L/f2");
  assert.equal(state.numbers["a3/f2"], 2);
  state.change("f2", "tanh");
  assert.deepEqual(model.get("f"), ["sigmoid", "tanh", "sigmoid"]);
  close(state.numbers.f2, Math.tanh(state.numbers.a2));
  state.change("x", 0);
  state.change("y", -1);
  close(state.numbers["L/f3"], state.numbers.f3 + 1);
});

test("after an update, another η or x makes the update anew from the same weights; another weight takes its place", () => {
  const { state, model } = start();
  goTo(state, "new");
  state.change("eta", 2);
  assert.equal(state.stage.key, "new");
  assert.deepEqual(model.get("w"), updated(LECTURE, 2).w);
  state.change("w1", 0.1);
  assert.equal(state.stage.key, "L/b");
  assert.equal(model.get("w")[0], 0.1);
  assert.deepEqual(state.losses, []);
  goTo(state, "update");
  model.set("b", 0.25); // as Python does
  assert.equal(state.stage.key, "L/b");
  assert.equal(state.before, null);
});

test("an update that would leave all bounds is not made, and the words name η", () => {
  const { state, model } = start({ f: ["identity", "identity", "identity"], w: [100, 100, 100], x: 100, eta: 10 });
  state.goTo(state.end);
  assert.equal(state.stage.key, "L/b");
  assert.deepEqual(model.get("w"), [100, 100, 100]);
  assert.match(remark(state), /With η = 10 .* not made\. Choose a smaller η/);
  state.change("eta", 1e-12);
  assert.equal(remark(state), "");
});

test("Play goes step by step to the new loss, and stops", () => {
  const { state, clock } = start();
  state.play();
  clock.pass(state.pace + 1);
  assert.equal(state.stage.key, "L/w3");
  clock.pass(60_000);
  assert.equal(state.stage.key, "new");
  assert.ok(!state.running);
  assert.equal(clock.waiting, 0);
});

test("reset comes back to the first numbers, and to those of a link", () => {
  const { state, model } = start();
  state.wholeUpdate();
  state.change("x", 7);
  state.reset();
  assert.deepEqual([model.get("w"), model.get("x"), state.at], [LECTURE.w, 2, state.firstAt]);
  state.startAt({ w: [1, 1, 1], eta: 2 }, 3);
  state.wholeUpdate();
  state.reset();
  assert.deepEqual([model.get("w"), model.get("eta")], [[1, 1, 1], 2]);
});

test("the multiplications so far count only the slopes found", () => {
  const { state } = start();
  assert.deepEqual(counts(state).slice(1), [["with re-use", "0 (+1)", "8"], ["from scratch", "0", "17"]]);
  goTo(state, "L/w2");
  // w₃: 2 and 2; w₂: 3 more with re-use, 4 from scratch
  assert.deepEqual(counts(state).slice(1), [["with re-use", "5", "8"], ["from scratch", "6", "17"]]);
});

test("what is shown is said in words at every step, and never as NaN", () => {
  for (const f of Object.keys(ACTIVATIONS)) {
    const { state } = start({ f: [f, f, f] });
    for (let at = 0; at <= state.end; at++) {
      state.goTo(at);
      const words = [describe(state), explanation(state), remark(state), ...said(state)].join(" ");
      assert.doesNotMatch(words, /NaN|undefined|Infinity|null/);
      assert.match(describe(state), new RegExp(`^Step ${state.at} of 19, `));
    }
  }
});

test("a widget that goes leaves no listener and no timer", () => {
  const { state, model, clock } = start();
  state.play();
  state.dispose();
  assert.equal(model.listeners, 0);
  assert.equal(clock.waiting, 0);
});

test("a kernel that answers brings its weights, and one that is lost is announced", () => {
  const { state, model } = start();
  const hello = model.sent.find(({ type }) => type === "hello");
  const buffer = new DataView(Float64Array.of(1, 2, 3, 4).buffer);
  model.emit("msg:custom", { type: "ready", request: hello.request, step: 0, epoch: 0 }, [buffer]);
  assert.equal(state.engine, "kernel");
  assert.deepEqual([model.get("w"), model.get("b")], [[1, 3, 4], 2]);
  model.comm_live = false;
  model.emit("comm_live_update");
  assert.equal(state.engine, "page");
  assert.match(state.notice, /The kernel is gone: .* your net does not follow/);
});

test("names are written as in the lecture", () => {
  assert.deepEqual(["a1", "L", "L/f3", "a3/w3", "x", "b"].map(nameOf), ["a₁", "L", "∂L/∂f₃", "∂a₃/∂w₃", "x", "b"]);
});
