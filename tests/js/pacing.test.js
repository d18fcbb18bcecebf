// How fine the maps of a training network are: as fine as the machine has time for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Fineness } from "../../nnkit/widgets/js/pacing.js";

const SIDES = [100, 50, 25];
const BUDGET = 8;

/** The sides over so many frames on a machine that needs `cost(frame)` milliseconds for a map of 100 × 100. */
function play(cost, frames, fineness = new Fineness(SIDES, BUDGET)) {
  return Array.from({ length: frames }, (_, frame) => {
    const side = fineness.side(true);
    fineness.took(cost(frame) * (side / 100) ** 2, true);
    return side;
  });
}

test("a machine with time for it always shows the finest map", () => {
  assert.deepEqual(new Set(play(() => 7, 100)), new Set([100]));
});

test("slow first frames, while the browser compiles, cost at most a moment of fineness", () => {
  const sides = play((frame) => (frame < 8 ? 60 : 5), 60);
  assert.equal(sides.at(-1), 100);
  assert.ok(sides.includes(50));
});

test("a slow machine gets a coarser map, and it does not flicker", () => {
  for (const [cost, side] of [[9, 50], [30, 50], [40, 25], [500, 25]]) {
    const sides = play(() => cost, 200);
    assert.deepEqual(new Set(sides.slice(50)), new Set([side]), `${cost} ms`);
  }
});

test("what stands still is as fine as it gets, and its frames do not count", () => {
  const fineness = new Fineness(SIDES, BUDGET);
  play(() => 500, 100, fineness);
  assert.equal(fineness.side(false), 100);
  for (let k = 0; k < 100; k++) fineness.took(0.01, false);
  assert.equal(fineness.side(true), 25);
});
