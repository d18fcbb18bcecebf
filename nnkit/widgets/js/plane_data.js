/** The data sets of the plane, the same as `nnkit.datasets` makes for the same n, noise and seed (to rounding). */

import { defaultRng } from "./numpy_random.js";

/** @typedef {{x: Float64Array, y: Float64Array, n: number}} Data  n rows of x, two numbers each, and n classes 0 or 1 */

/** The noise that each set has where none is asked for, and its name for readers. */
export const PLANE = {
  blobs: { words: "two blobs", noise: 0.3, positions: blobs },
  xor: { words: "exclusive or", noise: 0.2, positions: corners },
  circles: { words: "circles", noise: 0.1, positions: circles },
  moons: { words: "moons", noise: 0.1, positions: moons },
  spirals: { words: "spirals", noise: 0.04, positions: spirals },
};

/** @param {string} name one of PLANE  @returns {Data} */
export function planeData(name, n, noise, seed) {
  const rng = defaultRng(seed);
  const y = Float64Array.from({ length: n }, (_, k) => (name === "xor" ? Number(k % 4 < 2 !== (k % 2 === 0)) : k % 2));
  const x = PLANE[name].positions(y, rng);
  for (let i = 0; i < 2 * n; i++) x[i] += noise * rng.normal();
  return { x, y, n };
}

function blobs(y) {
  return places(y, (k) => [0.7 * (2 * y[k] - 1), 0.7 * (2 * y[k] - 1)]);
}

function corners(y) {
  return places(y, (k) => [k % 4 < 2 ? -1 : 1, k % 2 === 0 ? -1 : 1]);
}

function circles(y, rng) {
  return places(y, (k) => polar(y[k] === 0 ? 1.2 : 0.5, rng.uniform(0, 2 * Math.PI)));
}

function moons(y, rng) {
  return places(y, (k) => {
    const [x1, x2] = polar(0.8, rng.uniform(0, 2 * Math.PI) / 2);
    return turned([x1 - 0.4, x2 - 0.2], y[k]);
  });
}

function spirals(y, rng) {
  return places(y, (k) => {
    const along = Math.sqrt(rng.uniform());
    return turned(polar(0.15 + 1.05 * along, 2.5 * Math.PI * along), y[k]);
  });
}

/** The second class is the first one turned by half a circle. */
function turned([x1, x2], y) {
  return y === 0 ? [x1, x2] : [-x1, -x2];
}

function polar(radius, angle) {
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}

function places(y, at) {
  const x = new Float64Array(2 * y.length);
  for (let k = 0; k < y.length; k++) x.set(at(k), 2 * k);
  return x;
}
