// Scales, ticks and the text of numbers.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  fixed, linearScale, logScale, logTicks, niceStep, niceTicks, short,
} from "../../nnkit/widgets/js/geometry.js";

test("a linear scale goes there and back", () => {
  const scale = linearScale(-1, 3, 40, 240);
  assert.deepEqual([-1, 0, 3].map(scale.at), [40, 90, 240]);
  assert.equal(scale.back(90), 0);
});

test("a logarithmic scale puts each power of ten as far as the last, and what has no logarithm at its end", () => {
  const scale = logScale(0.01, 100, 200, 0);
  assert.deepEqual([0.01, 0.1, 1, 100].map((v) => Math.round(scale.at(v))), [200, 150, 100, 0]);
  assert.equal(scale.at(0), 200);
  assert.equal(Math.round(scale.back(100) * 1000) / 1000, 1);
});

test("ticks are round numbers within the axis", () => {
  assert.deepEqual(niceTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(niceTicks(-0.7, 2.2, 4), [0, 1, 2]);
  assert.deepEqual(niceTicks(0.1, 0.72, 3), [0.5]);
  assert.deepEqual(niceTicks(3, 3), []);
  assert.deepEqual(niceTicks(0, Infinity), []);
});

test("there are never many more ticks than asked for, however large or small the axis", () => {
  for (let power = -12; power <= 12; power++) {
    for (const hi of [1, 1.7, 2.3, 4.9, 7, 9.99]) {
      const ticks = niceTicks(-0.3 * hi * 10 ** power, hi * 10 ** power, 5);
      assert.ok(ticks.length >= 1 && ticks.length <= 7, `${ticks}`);
      assert.ok(ticks.includes(0), `${ticks}`);
    }
  }
});

test("the next round step is 1, 2 or 5 times a power of ten", () => {
  assert.deepEqual([0.93, 1, 1.01, 3, 0.07, 600].map(niceStep), [1, 1, 2, 5, 0.1, 1000]);
});

test("logarithmic ticks are powers of ten, thinned out where there are many", () => {
  assert.deepEqual(logTicks(0.003, 20), [0.01, 0.1, 1, 10]);
  assert.deepEqual(logTicks(1e-6, 1e6, 5), [1e-6, 1e-3, 1, 1e3, 1e6]);
});

test("numbers are written as in the book, with a real minus sign and without a negative zero", () => {
  assert.equal(fixed(-23.5875), "−23.59");
  assert.equal(fixed(0.2, 3), "0.200");
  assert.equal(fixed(-0.0001, 2), "0.00");
  assert.equal(fixed(-2.44e9), "−2.4·10⁹");
  assert.deepEqual([0.0682303, 117.25, 0.0046780, 0, -1.9312, 2.4e-7].map((v) => short(v)), [
    "0.0682", "117", "0.00468", "0", "−1.93", "2.4·10⁻⁷",
  ]);
  assert.equal(short(117.25, 6), "117.25");
});

test("nothing is ever written as NaN or Infinity", () => {
  for (const value of [NaN, Infinity, -Infinity]) {
    assert.doesNotMatch(fixed(value) + short(value), /NaN|Infinity/);
  }
});
