/** Sets of points of two classes: as traits hold them, what a picture of them shows, whether two are the same. */

import { readArray } from "./arrays.js";

/** @typedef {import("./plane_data.js").Data} Data */

/** n points of two inputs and their classes, or null where there are none. @returns {Data | null} */
export function readSet(model, xName, yName) {
  const [x, y] = [readArray(model, xName).values, readArray(model, yName).values];
  return y.length ? { x, y, n: y.length } : null;
}

/** Numbers as a trait of Python's. */
export function numbers(values, shape) {
  return { shape, data: new DataView(values.slice().buffer) };
}

/** The points one by one, with as many digits as a link keeps. @param {Data} data @returns {{x: number[], y: number}[]} */
export function pointsOf({ x, y, n }) {
  return Array.from({ length: n }, (_, k) => ({ x: [tidy(x[2 * k]), tidy(x[2 * k + 1])], y: y[k] }));
}

/** The other way. @returns {Data} */
export function fromPoints(points) {
  const x = Float64Array.from(points.flatMap((point) => point.x));
  return { x, y: Float64Array.from(points, (point) => point.y), n: points.length };
}

function tidy(value) {
  return Number(value.toFixed(3));
}

/** What a picture of the data shows: a square round them, the same on all sides where they lie round the origin. */
export function boundsOf(...sets) {
  const ends = [0, 1].map((column) => {
    const values = sets.flatMap((set) => (set ? Array.from({ length: set.n }, (_, k) => set.x[2 * k + column]) : []));
    return [Math.min(...values), Math.max(...values)];
  });
  const most = Math.max(1.2, ...ends.flat().map(Math.abs));
  if (most < 3 || !Number.isFinite(most)) {
    const half = Number.isFinite(most) ? Math.ceil(most * 1.08 * 4) / 4 : 1.5;
    return { lo1: -half, hi1: half, lo2: -half, hi2: half };
  }
  const [[lo1, hi1], [lo2, hi2]] = ends.map(([lo, hi]) => [lo - 0.1 * (hi - lo || 1), hi + 0.1 * (hi - lo || 1)]);
  return { lo1, hi1, lo2, hi2 };
}

/** Whether two arrays hold the same numbers, but for rounding. */
export function close(a, b) {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= 1e-12 * (1 + Math.abs(value)));
}
