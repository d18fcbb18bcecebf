// What DescentExplorer knows and says: against arithmetic by hand on the lecture's four points.

import assert from "node:assert/strict";
import { test } from "node:test";

import { DescentState } from "../../nnkit/widgets/js/descent_state.js";
import { describe, digitsFor, etaInWords, remark, updateFormula } from "../../nnkit/widgets/js/descent_words.js";
import { engineInWords } from "../../nnkit/widgets/js/engine_words.js";
import { Clock, PageModel, lectureTraits } from "./pretend.js";

// Σxy = 101 + 3.8 + 11.9 + 1.1 = 117.8 and Σx² = 100 + 4 + 12.25 + 1 = 117.25
const BEST = 117.8 / 117.25;

function start(traits = {}) {
  const model = new PageModel(lectureTraits(traits));
  const state = new DescentState(model, new Clock());
  return { model, state, training: state.training };
}

const close = (a, b, tolerance = 1e-12) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);
const said = (state) => updateFormula(state).map(([words]) => words).join("");

test("the update is written with its numbers", () => {
  const { state } = start();
  // dL/dw = −Σ(y − wx)x / 4 = −(117.8 − 0.2 · 117.25)/4 = −23.5875
  close(state.slopeAt(0.2), -23.5875);
  assert.equal(said(state), "w ← w − η · dL/dw = 0.200 − 0.01 · (−23.59) = 0.436");
  state.place(1.5);
  assert.equal(said(state), "w ← w − η · dL/dw = 1.500 − 0.01 · 14.52 = 1.355");
});

test("one sample at a time, the update is that of the next sample, in the order of the data", () => {
  const { state, training } = start({ batch_size: 1 });
  assert.equal(state.sample, 0);
  // −(10.1 − 2)·10 = −81
  assert.equal(said(state), "w ← w − η · dL₁/dw = 0.200 − 0.01 · (−81) = 1.010");
  training.advance(1);
  assert.equal(state.sample, 1);
  close(state.w, 1.01);
  training.advance(3);
  assert.equal(state.sample, 0);
});

test("small steps are written with as many digits as it takes to see them", () => {
  assert.deepEqual([1, 0.2, 0.004, 0.0004, 0, -1e-5, 1e-20].map(digitsFor), [3, 3, 4, 5, 3, 6, 8]);
});

test("the best w of each loss", () => {
  const { state, model } = start();
  close(state.best, BEST);
  model.set("loss", "absolute");
  // The weighted median of y/x = 1.01, 0.95, 0.9714, 1.1 with weights 10, 2, 3.5, 1: more than half is at 1.01.
  close(state.best, 1.01);
  model.set("loss", "zero_one");
  assert.equal(state.least, 0.75);
  assert.deepEqual(state.dips().map(([, loss]) => loss), [0.75, 0.75, 0.75, 0.75]);
});

test("the steps ahead are those that training then makes", () => {
  for (const traits of [{}, { batch_size: 1 }, { loss: "absolute", eta: 0.1 }, { loss: "absolute", batch_size: 1 }]) {
    const { state, training } = start(traits);
    training.advance(3);
    const ahead = state.ahead(3);
    training.advance(3);
    assert.deepEqual(state.trail().slice(-4).map(({ w }) => w), ahead);
  }
});

test("looking ahead changes nothing", () => {
  const { state, training } = start();
  state.ahead(3);
  state.lossAt(5);
  state.slopeAt(5);
  assert.equal(state.w, 0.2);
  assert.equal(training.step, 0);
});

test("the bound on eta is 2/mean(x²), and the factor is what each step multiplies the distance by", () => {
  const { state, training } = start({ eta: 0.05 });
  close(state.bound, 8 / 117.25);
  training.advance(1);
  close(state.w - BEST, state.factor() * (0.2 - BEST));
});

test("a run ends where the slope is 0, and says that this is Σxy/Σx²", () => {
  const { state, training } = start();
  while (!state.rest) training.advance(1);
  close(state.w, BEST, 1e-6);
  assert.equal(state.rest, "arrived");
  assert.match(remark(state), /slope is 0 at w = 1\.0047, which is Σxy \/ Σx² = 117\.8 \/ 117\.25/);
});

test("divergence names the setting and the numbers, and keeps the last good w", () => {
  const { state, training, model } = start({ eta: 0.1 });
  training.advance(50);
  assert.ok(Math.abs(state.w) < 10);
  const words = remark(state);
  assert.match(words, /diverges: step 4 would throw w to −10\.19, so it stops at the last good w = 6\.801/);
  assert.match(words, /η = 0\.1 every step multiplies the distance to the minimum by 1 − η · mean\(x²\) = −1\.93/);
  assert.match(words, /below 2 \/ mean\(x²\) = 0\.0682/);
  model.set("eta", 0.01);
  assert.match(remark(state), /Play goes on from w = 6\.801/);
  training.restart();
  assert.equal(remark(state), "");
});

test("divergence one sample at a time blames the sample with the largest x", () => {
  const { state, training } = start({ eta: 0.04, batch_size: 1 });
  training.advance(200);
  const words = remark(state);
  // 1 − 0.04·100 = −3; one pass (−3)(0.84)(0.51)(0.96) = −1.2338; 2/x² = 0.02
  assert.match(words, /x = 10 alone multiplies its distance by 1 − η · x² = −3/);
  assert.match(words, /one pass through all samples by −1\.23/);
  assert.match(words, /Below η = 0\.02 /);
});

test("one sample at a time comes to a cycle, not to rest", () => {
  const { state, training } = start({ batch_size: 1 });
  training.advance(40);
  assert.equal(state.rest, "cycle");
  assert.match(remark(state), /repeats the same 4 values/);
});

test("zero–one does not move, and says why", () => {
  const { state, training } = start({ loss: "zero_one", eta: 1 });
  assert.match(remark(state), /slope is 0 wherever it has one, so η · dL\/dw = 0 and w never moves/);
  for (let i = 0; i < 5; i++) {
    assert.equal(state.rest, "");
    training.advance(1);
  }
  assert.equal(state.w, 0.2);
  assert.equal(state.rest, "still");
  assert.match(remark(state), /5 steps made, and w has not moved/);
});

test("L1 says that its steps don't shrink once it hops over the minimum", () => {
  const { state, training } = start({ loss: "absolute", eta: 0.1 });
  training.advance(1);
  assert.equal(remark(state), "");
  training.advance(5);
  assert.match(remark(state), /steps of L1 don't shrink/);
});

test("L1 may leave the axis without being called divergent; the axis widens", () => {
  const { state, training } = start({ loss: "absolute", eta: 10 });
  const [lo, hi] = state.range();
  training.advance(20);
  assert.equal(training.diverged, null);
  const [low, high] = state.range();
  assert.ok(low < lo && high > hi && state.w >= low && state.w <= high);
});

test("what is shown is said in words, for every loss and batch, and never as NaN", () => {
  for (const loss of ["squared", "absolute", "zero_one"]) {
    for (const batch_size of [null, 1]) {
      for (const eta of [1e-4, 0.01, 1, 100]) {
        const { state, training } = start({ loss, batch_size, eta });
        training.advance(30);
        const words = describe(state) + remark(state) + said(state) + etaInWords(state) + engineInWords(training);
        assert.doesNotMatch(words, /NaN|undefined|Infinity|null/);
      }
    }
  }
  assert.equal(
    describe(start().state),
    "At the start w = 0.2000 and the loss is 9.495; the least possible is 0.00468 at w = 1.0047. " +
      "The slope is −23.59, so the next step moves w to the right, to 0.4359.",
  );
});

test("a long run is remembered in outline, its last steps exactly", () => {
  const { state, training } = start({ eta: 1e-4 });
  for (let i = 0; i < 500; i++) training.advance(20);
  assert.ok(state.trace.length <= 950 && state.trace.length > 200, `${state.trace.length}`);
  assert.equal(state.trace[0].step, 0);
  const steps = state.trail().map(({ step }) => step);
  assert.deepEqual(steps, steps.map((_, i) => training.step - steps.length + 1 + i));
});

test("a swing between two values still looks like one in outline", () => {
  const { state, training } = start({ loss: "absolute", eta: 0.1 });
  for (let i = 0; i < 500; i++) training.advance(50);
  const signs = state.trace.slice(20, 120).map(({ w }) => Math.sign(w - state.best));
  assert.ok(signs.includes(1) && signs.includes(-1));
});

test("the start is on the axis, wherever it is", () => {
  for (const w of [-30, -0.2, 0.2, 1, 1.0047, 40]) {
    const theta = { shape: [1], data: new DataView(Float64Array.of(w).buffer) };
    const { state } = start({ theta });
    const [lo, hi] = state.range();
    assert.ok(lo < w && w < hi, `${w} in ${lo} … ${hi}`);
  }
});
