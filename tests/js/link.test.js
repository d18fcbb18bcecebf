// A widget's state in the address of the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fromFragment, numberBetween, oneOf, toFragment } from "../../nnkit/widgets/js/link.js";

const SCHEMA = {
  w: numberBetween("w", 0, 2),
  loss: oneOf("loss", { squared: "squared", absolute: "absolute" }),
  batch: oneOf("batch", { full: null, one: 1 }),
};
const read = (fragment) => fromFragment(fragment, "descent", SCHEMA);

test("what is written is read again", () => {
  const fragment = toFragment("descent", { w: 0.2, loss: "squared", batch: "one" });
  assert.equal(fragment, "#descent?w=0.2&loss=squared&batch=one");
  assert.deepEqual(read(fragment), { values: { w: 0.2, loss: "squared", batch: 1 } });
});

test("a figure may have any name", () => {
  for (const name of ["größe", "勾配", "a b?"]) {
    const fragment = toFragment(name, { w: 1 });
    assert.equal(new URL(fragment, "file:///").hash, fragment); // as the browser gives it back
    assert.deepEqual(fromFragment(fragment, name, SCHEMA), { values: { w: 1 } });
  }
});

test("a part of the state is enough", () => {
  assert.deepEqual(read("#descent?batch=full"), { values: { batch: null } });
  assert.deepEqual(read("#descent?"), { values: {} });
});

test("a fragment for somebody else is none of our business", () => {
  for (const fragment of ["", "#", "#a-heading", "#descent", "#descent2?w=1", "#other?w=broken"]) {
    assert.equal(read(fragment), null, fragment);
  }
});

test("a broken fragment sets nothing, and says what is wrong with it", () => {
  const broken = {
    "#descent?w=abc": /w = “abc” is not a number/,
    "#descent?w=": /w = “” is not a number/,
    "#descent?w=NaN": /w = “NaN” is not a number/,
    "#descent?w=7": /w = 7 is not between 0 and 2/,
    "#descent?w=1&loss=hinge": /loss = “hinge” is none of squared, absolute/,
    "#descent?loss=constructor": /none of/,
    "#descent?speed=1": /“speed”, which this figure does not have/,
    "#descent?__proto__=1": /“__proto__”/,
    "#descent?w=%E0%A4%A": /cut short or mistyped/,
  };
  for (const [fragment, reason] of Object.entries(broken)) {
    const { values, problem } = read(fragment);
    assert.equal(values, undefined, fragment);
    assert.match(problem, reason);
    assert.match(problem, /You see its usual start/);
  }
});
