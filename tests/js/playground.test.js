// A Playground without a page: designs, links, pictures' numbers, divergence, own points.

import assert from "node:assert/strict";
import { test } from "node:test";

import { contour, gridOf, shade, shades } from "../../nnkit/widgets/js/heatmap.js";
import { fromFragment, toFragment } from "../../nnkit/widgets/js/link.js";
import {
  designKey, forLoss, isEditable, mlpTheta, parameterName, parametersOf, sizesOf, unitName, unitsAtMost, withActivation, withLayer, withUnits, withoutLayer,
} from "../../nnkit/widgets/js/playground_design.js";
import { edgePoints, layGraph, parameterAt, along } from "../../nnkit/widgets/js/playground_graph.js";
import { asCode } from "../../nnkit/widgets/js/playground_code.js";
import { checkedLink, linkSchema, linkValues } from "../../nnkit/widgets/js/playground_link.js";
import { describe, lossText, percent, remark } from "../../nnkit/widgets/js/playground_words.js";
import { LossCurve } from "../../nnkit/widgets/js/playground_curve.js";
import { Recipe } from "../../nnkit/widgets/js/playground_recipe.js";
import { PATIENCE } from "../../nnkit/widgets/js/kernel.js";
import { boundsOf } from "../../nnkit/widgets/js/playground_data.js";
import { array, opaquePlayground, playgroundState, playgroundWithKernel, specOf } from "./pretend_playground.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));

// ---- Designs ----

test("a design changes in one thing at a time", () => {
  const spec = specOf([2, 4, 1]);
  assert.deepEqual(sizesOf(withLayer(spec)), [2, 4, 4, 1]);
  assert.deepEqual(sizesOf(withUnits(spec, 0, 7)), [2, 7, 1]);
  assert.deepEqual(sizesOf(withoutLayer(spec)), [2, 1]);
  assert.deepEqual(sizesOf(withLayer(withoutLayer(spec))), [2, 4, 1]);
  assert.deepEqual(withActivation(spec, 0, "relu").layers.map(({ f }) => f), ["relu", "sigmoid"]);
  assert.equal(withActivation(spec, 0, "leaky_relu").layers[0].slope, 0.02);
  assert.equal(spec.layers[0].f, "tanh");
});

test("cross-entropy takes scores, so the last layer becomes the identity", () => {
  const spec = specOf([2, 4, 1]);
  assert.equal(forLoss(spec, "squared"), spec);
  assert.equal(forLoss(spec, "binary_cross_entropy").layers.at(-1).f, "identity");
});

test("the page offers eight units, and a wide network may get its own width back", () => {
  assert.equal(unitsAtMost(specOf([2, 3, 1])), 8);
  assert.equal(unitsAtMost(specOf([2, 32, 16, 1])), 32);
  assert.equal(unitsAtMost(specOf([2, 100, 1])), 8);
  assert.equal(unitsAtMost({ layers: [] }), 8);
});

test("only plain networks of a handful of layers can be redesigned", () => {
  assert.ok(isEditable(specOf([2, 1])));
  assert.ok(isEditable(specOf([2, 8, 8, 8, 8, 8, 8, 1])));
  assert.ok(isEditable(specOf([2, 32, 32, 1])));
  assert.ok(!isEditable(specOf([2, 33, 1])));
  assert.ok(!isEditable(specOf([2, 9, 1]), 8));
  assert.ok(!isEditable(specOf([2, 8, 8, 8, 8, 8, 8, 8, 1])));
  assert.ok(!isEditable({ layers: [{ inputs: 2, outputs: 1, f: "tanh", bias: false }] }));
});

test("units and parameters have names", () => {
  const spec = specOf([2, 2, 1]);
  assert.deepEqual([unitName(spec, 0, 1), unitName(spec, 1, 0), unitName(spec, 2, 0)], ["x₂", "h₁", "ŷ"]);
  assert.equal(unitName(specOf([2, 2, 3, 1]), 2, 2), "h₂₃");
  const names = parametersOf(spec).map((parameter) => parameterName(spec, parameter));
  assert.deepEqual(names, ["x₁ → h₁", "x₂ → h₁", "x₁ → h₂", "x₂ → h₂", "bias of h₁", "bias of h₂", "h₁ → ŷ", "h₂ → ŷ", "bias of ŷ"]);
});

// ---- Pictures ----

test("a finger means the edge under it, or the unit's bias", () => {
  const spec = specOf([2, 3, 1]);
  const graph = layGraph(spec, 300, 200);
  for (const parameter of parametersOf(spec)) {
    const unit = graph.columns[parameter.layer][parameter.to];
    const place = parameter.from === null ? [unit.x, unit.y] : along(edgePoints(graph, parameter), 0.06 + 0.88 * (parameter.from === 0));
    const [x, y] = place;
    const found = parametersOf(spec)[parameterAt(spec, graph, place)];
    assert.equal(found.layer, parameter.layer, `${x}, ${y}`);
    assert.equal(found.from === null, parameter.from === null);
  }
  assert.equal(parameterAt(spec, graph, [5, 195]), null);
  assert.equal(parameterAt(spec, graph, [graph.columns[0][0].x, graph.columns[0][0].y]), null);
});

test("all units of the largest network lie in the smallest picture, apart from each other", () => {
  const { columns, size } = layGraph(specOf([2, 8, 8, 8, 8, 8, 8, 1]), 290, 217);
  for (const { x, y } of columns.flat()) assert.ok(x - size / 2 >= 0 && x + size / 2 <= 290 && y - size / 2 >= 0 && y + size / 2 <= 217);
  for (const column of columns) for (let k = 1; k < column.length; k++) assert.ok(column[k].y - column[k - 1].y >= size);
});

test("the contour of a plane is a straight line", () => {
  const side = 10;
  const grid = gridOf({ lo1: -1, hi1: 1, lo2: -1, hi2: 1 }, side);
  const values = Float64Array.from({ length: side * side }, (_, k) => grid[2 * k] - 0.3);
  const lines = contour(values, 0, side, 0);
  assert.equal(lines.length, side - 1);
  // x₁ = 0.3 is column (0.3 + 1)/2 · 10 = 6.5
  for (const [c0, , c1] of lines) assert.ok(Math.abs(c0 - 6.5) < 1e-9 && Math.abs(c1 - 6.5) < 1e-9);
});

test("the grid's first pixel is at the top left", () => {
  assert.deepEqual(Array.from(gridOf({ lo1: 0, hi1: 2, lo2: 0, hi2: 2 }, 2)), [0.5, 1.5, 1.5, 1.5, 0.5, 0.5, 1.5, 0.5]);
});

test("shades go from one color over paper to the other, and stop at the ends", () => {
  const table = shades("#ff0000", "#0000ff", "#ffffff", { from: 0, to: 1 });
  const pixels = new Uint32Array(4);
  shade(Float64Array.of(-9, 9, 0, NaN), 0, 4, { middle: 0, factor: 1 }, table, pixels, 0);
  assert.deepEqual(Array.from(pixels.subarray(0, 2), (p) => p >>> 0), [0xff0000ff, 0xffff0000]);
  assert.ok((pixels[2] & 0xff) > 250);
  assert.equal(pixels[3] >>> 0, 0xff0000ff);
});

test("a picture shows all the data, and the same square for data round the origin", () => {
  const data = (x) => ({ x: Float64Array.from(x), y: new Float64Array(x.length / 2), n: x.length / 2 });
  assert.deepEqual(boundsOf(data([0.5, -1, 1, 1]), null), { lo1: -1.5, hi1: 1.5, lo2: -1.5, hi2: 1.5 });
  const far = boundsOf(data([0, 100, 10, 200]), data([20, 0]));
  assert.ok(far.lo1 < 0 && far.hi1 > 20 && far.lo2 < 0 && far.hi2 > 200);
  assert.ok(Number.isFinite(boundsOf(data([]), null).lo1));
});

// ---- Training ----

test("one epoch is as many steps as there are batches, wherever it begins", () => {
  const { state } = playgroundState();
  state.advance(2);
  assert.equal(state.training.step, 2);
  state.advanceEpoch();
  assert.equal(state.training.step, 6);
  assert.equal(state.training.epoch, 1);
  state.advanceEpoch();
  assert.equal(state.training.epoch, 2);
});

test("the speed is counted in epochs, whatever the batch", () => {
  const { state, clock } = playgroundState();
  state.play();
  clock.pass(1000);
  assert.equal(state.training.epoch, 10);
  state.setSpeed(20);
  state.training.configure({ batchSize: null });
  clock.pass(1000);
  assert.equal(state.training.epoch, 30);
});

/** Three presses of "One epoch", one right after the other, and what comes of them. */
function pressThreeTimes({ state, model, clock }) {
  for (let press = 0; press < 3; press++) state.advanceEpoch();
  for (let i = 0; i < 10; i++) {
    model.answer?.();
    clock.pass(500);
  }
  return [state.training.step, state.training.epochs];
}

test("three epochs asked for at once are three epochs, in a slow page and with a kernel", () => {
  const slow = playgroundState();
  slow.clock.now = () => (slow.clock.time += 5);
  assert.deepEqual(pressThreeTimes(slow), [18, 3]);
  assert.deepEqual(pressThreeTimes(playgroundWithKernel()), [18, 3]);
});

test("an epoch that is asked for in the middle of a run in the kernel ends where one ends", () => {
  const { state, model, clock } = playgroundWithKernel();
  state.play();
  clock.pass(20);
  model.answer();
  clock.pass(100); // a request is under way
  assert.ok(model.inbox.at(-1).steps % 6 > 0);
  state.advanceEpoch();
  for (let i = 0; i < 4; i++) {
    model.answer();
    clock.pass(500);
  }
  assert.equal(state.training.sinceRestart % 6, 0);
});

test("an epoch after settings changed under way begins with the first example", () => {
  const { state, model, clock } = playgroundWithKernel();
  state.advance(2);
  state.training.configure({ eta: 0.2 });
  state.advanceEpoch();
  for (let i = 0; i < 4; i++) {
    model.answer();
    clock.pass(500);
  }
  assert.deepEqual([state.training.step, state.training.sinceRestart], [8, 6]);
});

test("a weight set by hand stays, and Reset brings the first ones back", () => {
  const { state } = playgroundState();
  const first = state.net.theta.slice();
  state.advance(3);
  state.setParameter(0, 5);
  assert.equal(state.net.theta[0], 5);
  assert.equal(state.training.step, 3);
  state.reset();
  assert.deepEqual(state.net.theta, first);
  assert.equal(state.training.step, 0);
});

test("another design begins with its own random weights, those of mlp", () => {
  const { state } = playgroundState();
  state.advance(5);
  state.redesign(withLayer(state.spec));
  assert.equal(state.training.step, 0);
  assert.deepEqual(state.net.theta, mlpTheta(state.spec, 0));
  state.newWeights();
  assert.deepEqual(state.net.theta, mlpTheta(state.spec, 1));
  state.advance(5);
  assert.notDeepEqual(state.net.theta, mlpTheta(state.spec, 1));
});

test("another activation keeps the weights and the count of steps", () => {
  const { state } = playgroundState();
  state.advance(5);
  const theta = state.net.theta.slice();
  state.setActivation(0, "relu");
  assert.deepEqual(state.net.theta, theta);
  assert.equal(state.training.step, 5);
});

test("an output that the loss does not take is not taken from a menu that was drawn before", () => {
  const { state, clock } = playgroundState();
  state.play();
  clock.pass(100);
  state.setLoss("binary_cross_entropy");
  state.setActivation(1, "sigmoid");
  const { step } = state.training;
  clock.pass(500);
  assert.equal(state.spec.layers.at(-1).f, "identity");
  assert.ok(state.training.step > step);
});

test("own points replace the data, go to the model, and with one class only there is nothing to learn", () => {
  const { state, model } = playgroundState();
  state.setOwn([{ x: [0.5, -0.25], y: 1 }]);
  assert.deepEqual(model.get("own_x").shape, [1, 2]);
  assert.equal(model.get("own_x").data.getFloat64(8, true), -0.25);
  assert.ok(!state.source.ready);
  state.play();
  assert.ok(!state.training.running);
  assert.match(remark(state), /draw points of both classes/);
  state.setOwn([...state.source.points(), { x: [0, 0], y: 0 }]);
  state.advance(1);
  assert.equal(state.training.step, 1);
});

test("without any points it says so and breaks nothing", () => {
  const { state } = playgroundState();
  state.setOwn([]);
  state.advance(1);
  state.reset();
  state.redesign(withLayer(state.spec));
  assert.match(describe(state), /There are no points yet/);
  assert.equal(state.sight.firstLayer(state.data.x, state.data.n).length, 0); // the picture of the hidden space
  state.setSource({ name: "xor" });
  state.advanceEpoch();
  assert.equal(state.training.epoch, 1);
});

test("a run that diverges goes back to good weights and names the setting", async () => {
  const { state } = playgroundState(specOf([2, 4, 1], "relu", "identity"), { eta: 0.05, loss: "squared" });
  state.advanceEpoch();
  const good = state.net.theta.slice();
  state.training.configure({ eta: 50 });
  state.advance(60);
  await settled();
  assert.deepEqual(state.net.theta, good);
  assert.ok(!state.training.running);
  assert.match(state.history.divergence, /^Training diverged: at step \d+ the loss grew .* The cause is the learning rate: η = 50 overshoots, and with η = [\d.]+ the same start stays in bounds\. The picture shows epoch 1,/);
  assert.doesNotMatch(describe(state) + remark(state), /NaN|Infinity/);
  state.reset();
  assert.equal(state.history.divergence, "");
});

test("who finds the line by hand is told so", () => {
  const { state } = playgroundState(specOf([2, 1]), { hint: "Move the sliders." });
  state.setOwn([{ x: [1, 0.5], y: 1 }, { x: [-1, 0.5], y: 0 }]);
  state.setWeights(Float64Array.of(-1, 0, 0));
  assert.equal(remark(state), "Move the sliders.");
  state.setWeights(Float64Array.of(1, 0, 0));
  assert.equal(remark(state), "Every training point is on its side of the boundary.");
});

test("a dead step is explained, layer by layer", () => {
  const { state } = playgroundState();
  state.setActivation(0, "step");
  assert.match(remark(state), /derivative is 0.*leaves layer 1 as random as it is/);
  state.setActivation(1, "step");
  assert.match(remark(state), /for every weight/);
});

test("losses and shares are written so that small ones don't vanish", () => {
  assert.deepEqual([0.1285, 0.00004567, 0, 1].map(lossText), ["0.1285", "0.000046", "0.0000", "1.0000"]);
  assert.deepEqual([1, 0.985, NaN].map(percent), ["100%", "98.5%", "–"]);
});

// ---- With a kernel ----

test("designs that Python shows late do not undo the one that the reader has chosen since", async () => {
  const { state, model, clock } = playgroundWithKernel();
  state.redesign(withLayer(state.spec));
  state.setActivation(0, "relu");
  const { spec } = state;
  state.advanceEpoch();
  for (let left = 8; left > 0 && model.inbox.length; left--) {
    model.answer(1);
    await settled();
    assert.equal(state.spec, spec);
    clock.pass(20);
  }
  assert.equal(state.training.epoch, 1);
  assert.equal(designKey(model.get("spec")), designKey(spec));
  assert.deepEqual(state.net.theta, model.net.theta);
});

test("weights that Python changed before it heard of another design leave that one alone", () => {
  for (const sizes of [[2, 3, 1], [2, 5, 1]]) {
    const { state, model } = playgroundWithKernel();
    state.redesign(specOf(sizes));
    model.reply({ type: "weights" });
    assert.deepEqual(state.net.theta, mlpTheta(state.spec, 0));
    assert.deepEqual(state.training.start, mlpTheta(state.spec, 0));
  }
});

test("Python counts on where the page does, with another activation and with another design", () => {
  const { state, model, clock } = playgroundWithKernel();
  const isTold = () => {
    clock.pass(50);
    model.answer();
  };
  state.advanceEpoch();
  isTold();
  state.setActivation(0, "relu");
  isTold();
  assert.deepEqual([state.training.step, model.step, model.epoch], [6, 6, 1]);
  state.redesign(withLayer(state.spec));
  isTold();
  assert.deepEqual([state.training.step, model.step, model.epoch], [0, 0, 0]);
});

test("a design that comes from Python is shown, even one that the page had before", async () => {
  const { state, model } = playgroundWithKernel();
  const first = state.spec;
  state.redesign(withLayer(state.spec));
  model.answer();
  await settled();
  for (const spec of [specOf([2, 3, 1], "relu"), first]) {
    model.set({ theta: array(mlpTheta(spec, 4), [1]), spec });
    await settled();
    assert.equal(state.spec, spec);
    assert.deepEqual(state.net.theta, mlpTheta(spec, 4));
  }
});

test("points that Python made for the data before do not replace those that the reader has chosen since", async () => {
  const { state, model } = playgroundWithKernel();
  state.setSource({ name: "circles" });
  const circles = state.data.x;
  state.setSource({ name: "spirals" });
  const spirals = state.data;
  model.set("x", array(circles, [60, 2]));
  await settled();
  assert.equal(state.data, spirals);
  model.set({ dataset: "own", x: array(circles.map((x) => x + 1), [60, 2]) });
  await settled();
  assert.equal(state.data.x[0], circles[0] + 1);
});

test("the map of a network that only Python can run goes on after the kernel was busy for a while", () => {
  const { state, model, clock } = opaquePlayground();
  const trains = (frames) => {
    for (let k = 0; k < frames; k++) {
      clock.pass(50);
      model.answer();
    }
  };
  state.play();
  trains(10);
  while (model.inbox.at(-1)?.type !== "look") trains(1);
  clock.pass(PATIENCE + 1000);
  assert.deepEqual(model.inbox.slice(0, 2).map(({ type }) => type), ["look", "train"]);
  assert.equal(state.training.engine, "page");
  trains(1);
  assert.equal(state.training.engine, "kernel");
  const { looks } = model;
  state.play();
  trains(10);
  assert.ok(model.looks > looks + 2, `${model.looks - looks} looks`);
  assert.equal(state.sight.maps()?.values[0], model.looks);
});

test("an answer to something else is not taken for what the network sees", () => {
  const { state, model } = opaquePlayground();
  const { request } = model.inbox.at(-1);
  const page = request.split(":")[0];
  model.reply({ type: "error", request: `${page}:99`, message: "ValueError: of something else" });
  model.answer();
  assert.equal(state.sight.maps()?.values[0], model.looks);
});

test("points that Python set are called its own, in the code and in the link, until it sets others", async () => {
  const { state, model } = playgroundState();
  const set = async (x) => {
    const points = { x: array(x, [3, 2]), y: array([0, 1, 1], [3, 1]) };
    model.set({ own_x: points.x, own_y: points.y, dataset: "own" });
    model.set({ ...points, test_x: array([], [0, 2]), test_y: array([], [0, 1]) });
    await settled();
  };
  await set([0, 0, 1, 1, 0.5, -0.5]);
  assert.match(asCode(state), /x = np\.array\(\[\[0, 0\], \[1, 1\], \[0\.5, -0\.5\]\]\)/);
  assert.equal(linkValues(state).own, "0,0,0;1,1,1;0.5,-0.5,1");
  await set([0, 0, 1, 1, 2, 2]);
  assert.equal(state.data.x[5], 2);
  state.setOwn([{ x: [3, 3], y: 1 }]);
  model.set("x", array([0, 0], [1, 2]));
  await settled();
  assert.deepEqual(state.source.points(), [{ x: [3, 3], y: 1 }]);
});

// ---- What led there ----

test("a recipe joins runs with the same settings, and begins anew from numbers when it can't be repeated", () => {
  const theta = Float64Array.of(1, 2);
  const recipe = new Recipe({ seed: 3, theta });
  const settings = { eta: 0.1, loss: "squared", batchSize: 10 };
  recipe.record(5, settings, true, theta);
  recipe.record(7, settings, false, theta);
  recipe.record(0, settings, true, theta);
  assert.deepEqual(recipe.runs, [{ ...settings, steps: 12 }]);
  recipe.record(1, { ...settings, eta: 0.2 }, true, theta);
  assert.equal(recipe.runs.length, 2);
  recipe.rebase(Float64Array.of(4, 5));
  assert.deepEqual([recipe.base.seed, ...recipe.base.theta, recipe.runs.length], [null, 4, 5, 0]);
});

test("a long curve keeps every other point, but for the last ones, and its ends", () => {
  const curve = new LossCurve();
  for (let epoch = 0; epoch <= 800; epoch++) curve.add({ epoch, train: 1, test: NaN });
  assert.equal(curve.points.length, 376 + 50); // 0, 2, …, 750 and 751 to 800
  assert.deepEqual([0, 1, 375, 376, 425].map((k) => curve.points[k].epoch), [0, 2, 750, 751, 800]);
  curve.add({ epoch: 800, train: 2, test: NaN });
  assert.deepEqual(curve.points.at(-1), { epoch: 800, train: 2, test: NaN });
  assert.equal(curve.points.length, 426);
});

test("only weights whose loss is near that of the start are gone back to", () => {
  const curve = new LossCurve();
  curve.startAt(0.6);
  curve.remember(1.1, "good");
  curve.remember(1.3, "too far");
  curve.remember(NaN, "nobody knows");
  assert.equal(curve.good, "nobody knows");
  assert.ok(curve.isBounded(599));
  assert.ok(!curve.isBounded(600));
  curve.startAt(0.001); // a start that is nearly right may still get somewhat worse
  assert.ok(curve.isBounded(499));
});

// ---- Links ----

function roundTrip(change) {
  const { state } = playgroundState();
  change(state);
  const fragment = toFragment("playground", linkValues(state));
  const { state: other } = playgroundState();
  const { values, problem } = fromFragment(fragment, "playground", linkSchema(other), (read) => checkedLink(read, other));
  assert.equal(problem, undefined);
  other.restore(values);
  return { state, other, fragment };
}

test("a link restores settings, design, data and weights", () => {
  const { state, other } = roundTrip((state) => {
    state.setSource({ name: "circles", noise: 0.15, seed: 4 });
    state.redesign(withUnits(withLayer(state.spec), 1, 2));
    state.setActivation(1, "leaky_relu");
    state.setLoss("binary_cross_entropy");
    state.training.configure({ eta: 0.7, batchSize: null });
    state.advance(9);
  });
  assert.deepEqual(other.spec, state.spec);
  assert.deepEqual(other.training.settings, state.training.settings);
  assert.deepEqual(other.data, state.data);
  state.net.theta.forEach((value, i) => assert.ok(Math.abs(other.net.theta[i] - value) <= 1e-5 * Math.abs(value)));
});

test("a link to a large network brings its start back, not its weights", () => {
  const { state, other, fragment } = roundTrip((state) => {
    state.redesign(withUnits(withLayer(withLayer(state.spec)), 0, 8));
    state.newWeights(7);
    state.advance(3);
  });
  assert.match(fragment, /seed=7/);
  assert.deepEqual(other.net.theta, state.training.start);
});

test("a link brings own points back", () => {
  const points = [{ x: [0.5, 1], y: 1 }, { x: [-0.25, 0], y: 0 }];
  const { other } = roundTrip((state) => state.setOwn(points));
  assert.deepEqual(other.source.points(), points);
});

test("a link brings the slopes of leaky ReLUs back", () => {
  const slopes = [0.3, 1e-7, 0.02];
  const spec = specOf([2, 4, 3, 1], "leaky_relu", "leaky_relu");
  spec.layers.forEach((layer, k) => (layer.slope = slopes[k]));
  const { state } = playgroundState(spec);
  const { f, out } = linkValues(state);
  assert.deepEqual([f, out], ["leaky_relu:0.3-leaky_relu:1e-7", "leaky_relu"]);
  const { state: other } = playgroundState();
  assert.equal(follow(other, `units=4-3&f=${f}&out=${out}`), "");
  assert.deepEqual(other.spec.layers.map(({ slope }) => slope), slopes);
});

test("more points than a link holds are not copied in part", () => {
  const { state } = playgroundState();
  const points = (n) => Array.from({ length: n }, (_, k) => ({ x: [k, 0], y: k % 2 }));
  state.setOwn(points(150));
  assert.equal(linkValues(state).own.split(";").length, 150);
  state.setOwn(points(151));
  assert.throws(() => linkValues(state), /A link holds 150 points, and these are 151/);
});

/** What a link says that can't be taken, or "" where it can be: then it is taken. */
function follow(state, query) {
  const { values, problem = "" } = fromFragment(`#playground?${query}`, "playground", linkSchema(state), (read) => checkedLink(read, state));
  if (values) state.restore(values);
  return problem;
}

test("a link to a figure that it does not fit says so and breaks nothing", () => {
  const { state: opaque } = opaquePlayground();
  for (const query of ["eta=0.5", "data=xor", "loss=squared", "seed=3"]) assert.match(follow(opaque, query), /a layer that only Python knows/);
  const spec = specOf([2, 3, 1]);
  spec.layers[0].bias = false;
  const { state: fixed } = playgroundState(spec, { theta: array(Array(10).fill(0.3), [10]), weights_seed: null });
  assert.match(follow(fixed, "seed=3"), /can't be drawn anew/);
  assert.equal(follow(fixed, "eta=0.5"), "");
});

test("a link that says something about activations that can't be done is refused", () => {
  const { state } = playgroundState();
  assert.match(follow(state, "out=relu"), /the output without the layers/);
  assert.match(follow(state, "units=2&f=tanh:0.3"), /“tanh:0\.3” is none of/);
  assert.match(follow(state, "units=2&f=leaky_relu:2"), /the slope of f = 2 is not between 0 and 0\.99/);
  assert.match(follow(state, "units=2&f=leaky_relu:"), /is not a number/);
});

test("the seed of a network that is too wide to be changed comes back", () => {
  const wide = specOf([2, 100, 1]);
  const { state } = playgroundState(wide, { weights_seed: 3 });
  const { seed } = linkValues(state);
  assert.equal(seed, 3);
  assert.equal(follow(state, `seed=${seed}`), "");
  assert.deepEqual(state.net.theta, mlpTheta(wide, 3));
});

test("no listener and no timer stays behind", () => {
  const { state, model, clock } = playgroundState();
  state.play();
  clock.pass(100);
  state.dispose();
  assert.equal(model.listeners, 0);
  assert.equal(clock.waiting, 0);
});

test("what Python trained before is shown, and Reset goes back to the start", () => {
  const spec = specOf([2, 4, 1]);
  const warm = mlpTheta(spec, 5);
  const { state } = playgroundState(spec, {
    warm_up: { step: 60, epoch: 10, at: [5, 10], loss: [0.1, 0.05], test_loss: [0.1, 0.06] }, warm_theta: array(warm, [17]),
  });
  assert.deepEqual(state.net.theta, warm);
  assert.deepEqual([state.training.step, state.training.epoch, state.history.curve.points.length], [60, 10, 3]);
  state.reset();
  assert.deepEqual(state.net.theta, mlpTheta(spec, 0));
});
