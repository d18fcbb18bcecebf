/** Where the units and edges of a network lie in its picture, and which of them a finger means. No canvas and no DOM. */

import { clamp } from "./geometry.js";
import { parametersOf, sizesOf } from "./playground_design.js";

/** @typedef {{x: number, y: number, size: number, layer: number, unit: number}} Place  the middle of a unit's square */

const TOP = 20;
const BOTTOM = 6;
const SIDE = 8;
const FINGER = 12;
/** A unit's name stands above its square, where that leaves the square large enough. */
const NAME = 18;
const LARGE = 30;

/**
 * Each unit's place, layer by layer from left to right, the inputs too.
 * @returns {{columns: Place[][], size: number}}
 */
export function layGraph(spec, width, height) {
  const sizes = sizesOf(spec);
  const most = Math.max(...sizes);
  const step = (width - 2 * SIDE) / sizes.length;
  const room = (height - TOP - BOTTOM) / most;
  const size = clamp(Math.min(0.62 * step, room - NAME >= LARGE ? room - NAME : room - 6), 12, 52);
  const columns = sizes.map((units, layer) => {
    const x = SIDE + size / 2 + layer * ((width - 2 * SIDE - size) / (sizes.length - 1));
    const gap = Math.min((height - TOP - BOTTOM) / units, 2 * size);
    const first = (height + TOP - BOTTOM) / 2 - ((units - 1) * gap) / 2;
    return Array.from({ length: units }, (_, unit) => ({ x, y: first + unit * gap, size, layer, unit }));
  });
  return { columns, size };
}

/** The four points of the curve of an edge: from the right side of one unit to the left side of another. */
export function edgePoints({ columns, size }, { layer, from, to }) {
  const [start, end] = [columns[layer - 1][from], columns[layer][to]];
  const [x0, x1] = [start.x + size / 2, end.x - size / 2];
  const bend = 0.45 * (x1 - x0);
  return [[x0, start.y], [x0 + bend, start.y], [x1 - bend, end.y], [x1, end.y]];
}

/** The place at share t along such a curve. */
export function along([p0, p1, p2, p3], t) {
  const s = 1 - t;
  return [0, 1].map((k) => s * s * s * p0[k] + 3 * s * s * t * p1[k] + 3 * s * t * t * p2[k] + t * t * t * p3[k]);
}

/** The parameter that a place means: a unit's bias, or the weight of the nearest edge; null where there is none near. */
export function parameterAt(spec, graph, [x, y]) {
  const all = parametersOf(spec);
  const inside = (place) => Math.abs(place.x - x) <= graph.size / 2 && Math.abs(place.y - y) <= graph.size / 2;
  const unit = graph.columns.flat().find(inside);
  if (unit) return all.find(({ layer, to, from }) => from === null && layer === unit.layer && to === unit.unit)?.at ?? null;
  let [best, nearest] = [null, FINGER];
  for (const parameter of all) {
    if (parameter.from === null) continue;
    const distance = distanceTo(edgePoints(graph, parameter), x, y);
    if (distance < nearest) [best, nearest] = [parameter.at, distance];
  }
  return best;
}

function distanceTo(points, x, y) {
  if (x < points[0][0] - FINGER || x > points[3][0] + FINGER) return Infinity;
  let nearest = Infinity;
  for (let k = 0; k <= 24; k++) {
    const [px, py] = along(points, k / 24);
    nearest = Math.min(nearest, Math.hypot(px - x, py - y));
  }
  return nearest;
}
