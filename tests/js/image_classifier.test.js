// What ImageClassifier knows and says: pictures bit by bit, trials against the rule by hand, words and links.

import assert from "node:assert/strict";
import { test } from "node:test";

import { checkedLink, linkSchema, linkValues } from "../../nnkit/widgets/js/image_classifier_link.js";
import { columnsFor, drawScores, drawSum, fit, parts } from "../../nnkit/widgets/js/image_classifier_panels.js";
import { between, changed, unpack, unpackWeights } from "../../nnkit/widgets/js/image_classifier_pixels.js";
import { pictureToPixels, weightsToPixels } from "../../nnkit/widgets/js/image_classifier_sheet.js";
import { KernelAnswers } from "../../nnkit/widgets/js/image_classifier_kernel.js";
import { ImageState } from "../../nnkit/widgets/js/image_classifier_state.js";
import { caption, describe, inWords, numbers, remark } from "../../nnkit/widgets/js/image_classifier_words.js";
import { fromFragment, toFragment } from "../../nnkit/widgets/js/link.js";
import { Clock, PageModel } from "./pretend.js";

const bytes = (...values) => new DataView(Uint8Array.from(values).buffer);
const weights = (values) => ({ shape: [values.length], unit: 1, data: new DataView(Int16Array.from(values).buffer) });
const nothing = (count) => ({ shape: [count], unit: 1, data: new DataView(new ArrayBuffer(0)) });

// Four cards of 2 × 2, the mark in the left column or in the right one: 1010 0101 1000 0001.
const CARDS = { count: 4, bits: 1, data: bytes(0b10100101, 0b10000001), labels: [0, 1, 0, 1], all: 4 };
// Two fresh cards: 0010 0100.
const FRESH = { count: 2, bits: 1, data: bytes(0b00100100), labels: [0, 1], all: 2 };
const EMPTY = { count: 0, bits: 1, data: bytes(), labels: [], all: 0 };
const WARM_UP = { step: 0, epoch: 0, mistakes: 0, at: [0], train: [0.5], test: [0.5] };

function cardTraits(more = {}) {
  return {
    spec: { layers: [{ inputs: 4, outputs: 1, f: "step", bias: true }] },
    theta: nothing(5), warm_theta: nothing(5), warm_up: WARM_UP, training_set: CARDS, test_set: FRESH, shape: [2, 2],
    names: ["left", "right"], rule: "perceptron", loss: "zero_one", eta: 1, batch_size: 1, seed: null, noun: "card",
    name: "images", needs_kernel: "",
    ...more,
  };
}

/** Three classes of 1 × 3 pictures: the bright pixel says which. */
function classTraits(more = {}) {
  const set = { count: 3, bits: 4, data: bytes(0xf0, 0x00, 0xf0, 0x00, 0xf0), labels: [0, 1, 2], all: 9 };
  return cardTraits({
    spec: { layers: [{ inputs: 3, outputs: 3, f: "identity", bias: true }] },
    theta: nothing(12), warm_theta: nothing(12), training_set: set, test_set: EMPTY, shape: [1, 3], names: ["a", "b", "c"],
    warm_up: { step: 0, epoch: 0, mistakes: 0, at: [0], train: [1 / 3], test: [] },
    rule: "gradient", loss: "softmax_cross_entropy", eta: 0.5, batch_size: null, noun: "image", ...more,
  });
}

function start(traits = cardTraits()) {
  const model = new PageModel(traits);
  return { model, state: new ImageState(model, new Clock()) };
}

test("pictures are unpacked from 1, 4 and 8 bits a number, from a buffer within a longer one too", () => {
  const within = new DataView(Uint8Array.from([255, 0b10100101]).buffer, 1);
  assert.deepEqual([...unpack({ count: 2, bits: 1, data: within }, 4)], [1, 0, 1, 0, 0, 1, 0, 1]);
  assert.deepEqual([...unpack({ count: 1, bits: 4, data: bytes(0xf0, 0x30) }, 3)], [1, 0, 0.2]);
  assert.deepEqual([...unpack({ count: 1, bits: 8, data: bytes(255, 51) }, 2)], [1, 0.2]);
});

test("weights come in units, and none at all are zeros", () => {
  assert.deepEqual([...unpackWeights({ shape: [2], unit: 0.5, data: new DataView(Int16Array.of(-3, 4).buffer) })], [-1.5, 2]);
  assert.deepEqual([...unpackWeights(nothing(3))], [0, 0, 0]);
});

test("a shift brings in paper on a card and the edge's color on a colored picture", () => {
  const plain = { rows: 2, columns: 2, colors: 1 };
  const out = (shape, x, changes) => [...changed(Float64Array.from(x), 0, shape, { across: 0, down: 0, negative: false, ...changes }, new Float64Array(x.length), 0)];
  assert.deepEqual(out(plain, [1, 2, 3, 4], { across: 1 }), [0, 1, 0, 3]);
  assert.deepEqual(out(plain, [1, 2, 3, 4], { down: -1 }), [3, 4, 0, 0]);
  assert.deepEqual(out(plain, [1, 0, 0.25, 1], { negative: true }), [0, 1, 0.75, 0]);
  const colored = { rows: 1, columns: 2, colors: 3 };
  assert.deepEqual(out(colored, [1, 2, 3, 4, 5, 6], { across: 1 }), [1, 2, 3, 1, 2, 3]);
});

/** What is written on a canvas of letters half as wide as high: each line with where it begins and ends. */
function written(draw, state, width) {
  const found = [];
  const own = {
    font: "", textAlign: "left",
    measureText: (words) => ({ width: 0.5 * parseFloat(/([\d.]+)px/.exec(own.font)[1]) * words.length }),
    fillText(words, x, y) {
      const { width: wide } = own.measureText(words);
      const from = x - { left: 0, center: 0.5, right: 1 }[own.textAlign] * wide;
      found.push({ words, from, to: from + wide, y });
    },
  };
  const ctx = new Proxy(own, { get: (target, name) => target[name] ?? (() => {}) });
  draw(ctx, { width, height: 240 }, state, { font: "sans" });
  return found;
}

test("long names of classes are not cut by the picture's edge, and do not run into each other", () => {
  const names = ["African bush elephant", "Donaudampfschifffahrt", "c"];
  const scores = written(drawScores, start(classTraits({ names })).state, 300);
  assert.ok(scores.every(({ from, to }) => from >= 0 && to <= 300), JSON.stringify(scores));
  assert.ok(scores.some(({ words }) => words === "► African"));
  const sum = written(drawSum, start(cardTraits({ names: names.slice(0, 2) })).state, 150);
  const [left, right] = ["◀", "▶"].map((sign) => sum.find(({ words }) => words.includes(sign)));
  assert.ok(left.from >= 0 && left.to <= right.from && right.to <= 150, JSON.stringify([left, right]));
});

test("a stroke leaves no gap", () => {
  assert.deepEqual(between([0, 0], [1, 3]), [[0, 1], [1, 2], [1, 3]]);
  assert.deepEqual(between([2, 2], [2, 2]), []);
});

test("the perceptron's trials in the page are the rule by hand", () => {
  const { state } = start();
  // Card 1, 1010, left: a = 0, so the answer is left; nothing changes.
  state.training.advance(1);
  assert.deepEqual([...state.net.theta], [0, 0, 0, 0, 0]);
  assert.match(remark(state), /Trial 1: card 1, left\. The answer was correct, so nothing changed/);
  // Card 2, 0101, right: a = 0, the answer is left, so the card is added and b goes up.
  state.training.advance(1);
  assert.deepEqual([...state.net.theta], [0, 1, 0, 1, 1]);
  assert.match(remark(state), /Trial 2: card 2, right\. The answer was left, a mistake: the card was added to W/);
  // Card 3, 1000, left: a = 1, the answer is right, so it is subtracted.
  state.training.advance(1);
  assert.deepEqual([...state.net.theta], [-1, 1, 0, 1, 0]);
  assert.match(remark(state), /subtracted from W/);
  assert.equal(state.progress.trials.mistakes, 2);
  assert.equal(state.gallery.at.index, 3);
});

test("the trials go on with the next card after the ones that were done before", () => {
  const { state } = start(cardTraits({ warm_theta: weights([0, 1, 0, 1, 1]), warm_up: { ...WARM_UP, step: 2, mistakes: 1, at: [0, 2], train: [0.5, 0.5], test: [0.5, 0.5] } }));
  assert.equal(state.gallery.at.index, 2);
  assert.match(remark(state), /2 trials are done, with 1 mistake\./);
  state.training.advance(1);
  assert.deepEqual([...state.net.theta], [-1, 1, 0, 1, 0]);
  assert.equal(state.progress.trials.mistakes, 2);
  state.reset();
  assert.deepEqual([...state.net.theta], [0, 0, 0, 0, 0]);
  assert.deepEqual([state.gallery.at.index, state.progress.trials.mistakes], [0, 0]);
  assert.match(remark(state), /Nothing is learned yet/);
});

test("it stops after a pass without a mistake", () => {
  const { state } = start();
  for (let k = 0; k < 20; k++) state.training.advance(1);
  assert.equal(state.progress.rest, "done");
  assert.match(remark(state), /A whole pass through all 4 cards without a mistake/);
  assert.equal(numbers(state).find(([name]) => name === "4 training cards")[1], "100% correct");
});

test("the sum is split into what pulls to either side and the bias", () => {
  const { state } = start(cardTraits({ warm_theta: weights([-1, 1, 2, 3, 4]), warm_up: { ...WARM_UP, step: 1 } }));
  state.gallery.show("train", 0); // 1010: −1 and 2
  assert.deepEqual(parts(state), { plus: 2, minus: 1, bias: 4 });
  assert.deepEqual([...state.answers.now.sums], [5]);
  assert.deepEqual(caption(state), ["training card 1 of 4: left", "answer: right, wrong"]);
});

test("inverted cards are tried too, and training shows them as they are", () => {
  const { state } = start();
  for (let k = 0; k < 20; k++) state.training.advance(1);
  state.gallery.change({ negative: true });
  assert.deepEqual([...state.gallery.picture], [...state.gallery.set.x.subarray(4 * state.gallery.at.index, 4 * state.gallery.at.index + 4)].map((x) => 1 - x));
  const before = state.net.theta.slice();
  assert.match(remark(state), /All fresh cards inverted: .* As they are: 100%/);
  state.training.advance(1);
  assert.deepEqual(state.net.theta, before);
});

test("what is drawn is on this picture only", () => {
  const { state } = start();
  state.gallery.paint(1, 1, [1]);
  state.gallery.paint(7, 0, [1]);
  assert.deepEqual([...state.gallery.picture], [1, 0, 1, 1]);
  assert.match(remark(state), /You changed 1 pixel\./);
  state.browsing.go(1);
  assert.deepEqual([...state.gallery.picture], [0, 1, 0, 1]);
  state.browsing.go(-1);
  assert.deepEqual([...state.gallery.picture], [1, 0, 1, 0]);
});

test("wrong ones come first, in an order that stays while nothing changes", () => {
  const { state } = start(); // all zeros: the answer is always left, so cards 2 and 4 are wrong
  state.browsing.sortWrongFirst(true);
  const seen = [state.gallery.at.index];
  for (let k = 0; k < 4; k++) seen.push((state.browsing.go(1), state.gallery.at.index));
  assert.deepEqual(seen, [1, 3, 0, 2, 1]);
});

test("softmax trains all rows, and says on how many of the pictures", () => {
  const { state } = start(classTraits());
  assert.match(remark(state), /In this page it trains on 3 of the 9 images/);
  assert.equal(state.gallery.at.set, "train");
  state.training.advance(20);
  assert.equal(state.answers.right("train"), 1);
  assert.ok(state.progress.loss < Math.log(3));
  assert.match(describe(state), /The highest scores are a \d/);
  assert.deepEqual(state.progress.curve.at, [0, 20]);
});

test("a link carries the picture and what was done to it, and a broken one nothing", () => {
  const { state } = start();
  state.restore({ set: "test", image: 2, across: -1, down: 0, negative: true });
  const fragment = toFragment("images", linkValues(state));
  assert.equal(fragment, "#images?set=fresh&image=2&across=-1&down=0&negative=yes");
  const { state: other } = start();
  const read = (text) => fromFragment(text, "images", linkSchema(other), (values) => checkedLink(values, other));
  other.restore(read(fragment).values);
  assert.deepEqual([other.gallery.at, other.gallery.changes], [state.gallery.at, state.gallery.changes]);
  for (const bad of ["image=9", "image=1.5", "set=fresh&image=3", "across=2", "negative=maybe", "eta=0", "w=1"]) {
    assert.match(read(`#images?${bad}`).problem, /can't be read/, bad);
  }
});

test("colors: 0 is middle gray in color, and the sign has the color on one channel", () => {
  const tables = { gray: Uint32Array.from({ length: 256 }, (_, k) => k), signs: Uint32Array.from({ length: 256 }, (_, k) => k) };
  const pixels = new Uint32Array(2);
  weightsToPixels(Float64Array.of(0, 0, 0, 2, -2, 0), 1, { rows: 1, columns: 2, colors: 3 }, tables, pixels);
  assert.deepEqual([...pixels].map((p) => p.toString(16)), ["ff808080", "ff8000ff"]);
  weightsToPixels(Float64Array.of(4, -4), 1, { rows: 1, columns: 2, colors: 1 }, tables, pixels);
  assert.deepEqual([...pixels], [255, 0]);
  weightsToPixels(Float64Array.of(1, 1, 1, 1, -2, 1), 1, { rows: 1, columns: 2, colors: 3 }, tables, pixels, { bright: true });
  assert.deepEqual([...pixels], [255, 128]);
  pictureToPixels(Float64Array.of(1, 0, 0, 0, 0, 1), { rows: 1, columns: 2, colors: 3 }, tables, pixels);
  assert.deepEqual([...pixels].map((p) => p.toString(16)), ["ff0000ff", "ffff0000"]);
});

test("pictures fill their box with whole pixels, and rows of W are as large as they can be", () => {
  assert.deepEqual(fit({ rows: 20, columns: 20 }, { width: 130, height: 200 }), { left: 5, top: 40, width: 120, height: 120, unit: 6 });
  assert.equal(columnsFor(10, 1000, 120), 10);
  assert.equal(columnsFor(10, 500, 230), 5);
});

test("changes in words", () => {
  assert.equal(inWords({ across: -2, down: 1, negative: true }), "inverted, shifted 2 left and 1 down");
  assert.equal(inWords({ across: 3, down: 0, negative: false }), "shifted 3 right");
});

test("a widget that goes leaves no listener behind", () => {
  const { model, state } = start();
  assert.ok(model.listeners > 0);
  state.dispose();
  assert.equal(model.listeners, 0);
});

// ---- A network that only Python can run ----

test("of a network that only Python can run, the answer to its own question counts, and to no other", () => {
  const gallery = { sets: { train: { n: 1, labels: [1] } }, picture: Float64Array.of(1), at: { set: "train", index: 0 }, isChanged: false };
  const stored = { data: new DataView(Float32Array.of(0).buffer), size: 1, threshold: 0.5 };
  let step = 0;
  const answers = new KernelAnswers(stored, gallery, { tell: () => `page:${step}`, key: () => String(step) });
  const says = (value) => Array(2).fill(new DataView(Float64Array.of(value).buffer));
  answers.ask();
  assert.equal(answers.hear({ type: "error", request: "page:9" }), false);
  assert.equal(answers.hear({ type: "looked", request: "page:9", threshold: 0.5 }, says(0.2)), false);
  assert.equal(answers.hear({ type: "looked", request: "page:0", threshold: 0.5 }, says(0.9)), true);
  assert.equal(answers.now.winner, 1);
});

test("a kernel that was lost is asked again about the pictures when it is back", () => {
  const stored = { data: new DataView(Float32Array.from(Array(12).fill(0)).buffer), size: 3, threshold: 0.5 };
  const { model, state } = start(classTraits({ spec: { layers: [] }, needs_kernel: "net: layer 1 is a Twice", answers: stored }));
  const looks = () => model.sent.filter(({ type }) => type === "look").length;
  const says = (request) => model.emit("msg:custom", { type: "ready", request, step: 0, epoch: 0 }, [new DataView(new ArrayBuffer(96))]);
  says(model.sent.at(-1).request);
  assert.equal(looks(), 1);
  model.comm_live = false;
  model.emit("comm_live_update");
  assert.match(state.training.notice, /The kernel is gone/);
  model.comm_live = true;
  model.emit("comm_live_update");
  says(model.sent.at(-1).request);
  assert.equal(looks(), 2);
});
