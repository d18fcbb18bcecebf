/** The pictures of a Playground: the decision map, the loss curves and the hidden space. */

import { dot, drawAxes, inside, layOut, line, text } from "./draw.js";
import { linearScale, niceTicks, short } from "./geometry.js";
import { contour, gridOf, shade, shades } from "./heatmap.js";
import { unitName } from "./playground_design.js";
import { lossText } from "./playground_words.js";

/** @typedef {import("./playground_state.js").PlaygroundState} PlaygroundState */

const MARGIN = { left: 30, right: 8, top: 8, bottom: 24 };

/** The colors of maps in this theme: of classes for the answer, of signs for hidden units. */
export function shadesOf(theme) {
  return { classes: shades(theme.class0, theme.class1, theme.paper), signs: shades(theme.negative, theme.positive, theme.paper) };
}

/** How an output becomes a shade: the middle is where there is no answer. */
export function answerScale(state) {
  const bounded = state.threshold === 0.5;
  // A score goes through the sigmoid, σ(a) − ½ ≈ a/4, so half a color is reached at a score of 2 or so.
  return { middle: state.threshold, factor: bounded ? 2 : 0.35 };
}

// ---- The decision map ----

/**
 * The answer at every place, the boundary, the data. Returns the plot, for the hand that draws points.
 * @param {PlaygroundState} state
 */
export function drawMap(ctx, size, state, theme, { maps, atlas, cursor }) {
  const { lo1, hi1, lo2, hi2 } = state.bounds;
  const plot = squarePlot(size, { lo: lo1, hi: hi1 }, { lo: lo2, hi: hi2 });
  if (maps) {
    atlas.draw(ctx, maps.units - 1, plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
    drawBoundary(ctx, plot, maps, state.threshold, theme);
  }
  drawFrame(ctx, plot, "x₁", "x₂", theme);
  inside(ctx, plot, () => {
    if (state.test) drawPoints(ctx, plot, state.test, theme, { hollow: true });
    drawPoints(ctx, plot, state.data, theme, {});
    if (cursor) drawCursor(ctx, plot, cursor, theme);
  });
  return plot;
}

function squarePlot({ width, height }, x, y, margin = MARGIN) {
  const side = Math.max(20, Math.min(width - margin.left - margin.right, height - margin.top - margin.bottom));
  const left = margin.left + (width - margin.left - margin.right - side) / 2;
  const box = { left, right: left + side, top: margin.top, bottom: margin.top + side };
  return { ...box, x: linearScale(x.lo, x.hi, box.left, box.right), y: linearScale(y.lo, y.hi, box.bottom, box.top) };
}

function drawFrame(ctx, plot, xName, yName, theme) {
  const style = { color: theme.muted, size: 11, font: theme.font };
  for (const tick of niceTicks(plot.x.lo, plot.x.hi, 4)) text(ctx, short(tick), plot.x.at(tick), plot.bottom + 4, { ...style, align: "center", base: "top" });
  for (const tick of niceTicks(plot.y.lo, plot.y.hi, 4)) text(ctx, short(tick), plot.left - 4, plot.y.at(tick), { ...style, align: "right", base: "middle" });
  text(ctx, xName, plot.right - 4, plot.bottom - 6, { ...style, color: theme.ink, align: "right", halo: theme.paper, size: 12 });
  text(ctx, yName, plot.left + 5, plot.top + 13, { ...style, color: theme.ink, halo: theme.paper, size: 12 });
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1;
  ctx.strokeRect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
}

function drawBoundary(ctx, plot, { values, side, units }, level, theme) {
  const scale = (plot.right - plot.left) / side;
  const path = new Path2D();
  for (const [c0, r0, c1, r1] of contour(values, (units - 1) * side * side, side, level)) {
    path.moveTo(plot.left + c0 * scale, plot.top + r0 * scale);
    path.lineTo(plot.left + c1 * scale, plot.top + r1 * scale);
  }
  ctx.strokeStyle = theme.ink;
  ctx.lineWidth = 2;
  ctx.stroke(path);
}

/** Class 0 round, class 1 three-cornered; training points filled, test points hollow. */
function drawPoints(ctx, plot, { x, y, n }, theme, { hollow = false, at = (k) => [x[2 * k], x[2 * k + 1]] }) {
  const radius = (n <= 40 ? 5.5 : n <= 120 ? 4.5 : 3.5) * (plot.right - plot.left < 240 ? 0.8 : 1);
  for (const label of [0, 1]) {
    const path = new Path2D();
    for (let k = 0; k < n; k++) {
      if (y[k] > 0.5 !== (label === 1)) continue;
      const [x1, x2] = at(k);
      addMark(path, plot.x.at(x1), plot.y.at(x2), label, hollow ? 0.8 * radius : radius);
    }
    const color = label ? theme.class1 : theme.class0;
    ctx.lineWidth = hollow ? 1.4 : 2;
    ctx.strokeStyle = hollow ? color : theme.paper;
    ctx.fillStyle = hollow ? theme.paper : color;
    ctx.globalAlpha = hollow ? 0.75 : 1;
    // The rim of the full ones lies below them all, so that a crowd keeps its color.
    for (const paint of hollow ? ["fill", "stroke"] : ["stroke", "fill"]) ctx[paint](path);
    ctx.globalAlpha = 1;
  }
}

function addMark(path, x, y, label, radius) {
  if (label === 0) {
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  const r = 1.3 * radius;
  path.moveTo(x, y - r);
  path.lineTo(x + 0.87 * r, y + 0.5 * r);
  path.lineTo(x - 0.87 * r, y + 0.5 * r);
  path.closePath();
}

function drawCursor(ctx, plot, [x1, x2], theme) {
  const [x, y] = [plot.x.at(x1), plot.y.at(x2)];
  for (const style of [{ color: theme.paper, width: 4 }, { color: theme.ink, width: 1.5 }]) {
    line(ctx, [[x - 12, y], [x + 12, y]], style);
    line(ctx, [[x, y - 12], [x, y + 12]], style);
  }
  dot(ctx, x, y, 8, { stroke: theme.ink });
}

// ---- The loss curves ----

/** The loss after each epoch, on the training data and on the test data. @param {PlaygroundState} state */
export function drawCurves(ctx, { width, height }, state, theme) {
  const curve = state.history.curve.points.filter(({ train }) => Number.isFinite(train));
  const most = Math.max(0.02, ...curve.map(({ train }) => train), ...curve.map(({ test }) => test || 0));
  const last = Math.max(10, curve.at(-1)?.epoch ?? 0);
  const axes = [{ lo: 0, hi: last, label: "epoch" }, { lo: 0, hi: 1.12 * most, label: "loss" }];
  const plot = layOut(width, height, ...axes);
  drawAxes(ctx, plot, ...axes, theme);
  const places = (which) => curve.filter((point) => Number.isFinite(point[which])).map((point) => [plot.x.at(point.epoch), plot.y.at(point[which])]);
  inside(ctx, plot, () => {
    line(ctx, places("test"), { color: theme.muted, width: 2, dash: [5, 4] });
    line(ctx, places("train"), { color: theme.loss, width: 2 });
  });
  if (curve.length) nameCurves(ctx, plot, curve.at(-1), places, theme);
}

function nameCurves(ctx, plot, { train, test }, places, theme) {
  const style = { align: "right", halo: theme.paper, bold: true, size: 12, font: theme.font };
  text(ctx, `training ${lossText(train)}`, plot.right - 2, plot.top + 12, { ...style, color: theme.loss });
  if (Number.isFinite(test)) {
    text(ctx, `test ${lossText(test)} (dashed)`, plot.right - 2, plot.top + 28, { ...style, bold: false, color: theme.muted });
    dot(ctx, ...places("test").at(-1), 3.5, { fill: theme.paper, stroke: theme.muted });
  }
  dot(ctx, ...places("train").at(-1), 4, { fill: theme.loss, stroke: theme.paper });
}

// ---- The hidden space ----

const HIDDEN_SIDE = 40;

/** The data where the first two hidden units put them, and what the rest of the network makes of that space. */
export function drawHidden(ctx, size, state, theme, { atlas, table }) {
  const units = state.opaque ? 0 : state.spec.layers[0].outputs;
  if (state.opaque || state.spec.layers.length < 2 || units < 2) return drawNoSpace(ctx, size, state, theme);
  const points = pairs(state, state.data, units);
  const bounds = hiddenBounds(state, points);
  const plot = squarePlot(size, { lo: bounds.lo1, hi: bounds.hi1 }, { lo: bounds.lo2, hi: bounds.hi2 });
  if (units === 2) drawRest(ctx, plot, state, theme, bounds, { atlas, table });
  drawSheet(ctx, plot, state, theme);
  const layers = state.spec;
  drawFrame(ctx, plot, unitName(layers, 1, 0), unitName(layers, 1, 1), theme);
  inside(ctx, plot, () => {
    if (state.test) drawPoints(ctx, plot, state.test, theme, { hollow: true, at: at(pairs(state, state.test, units)) });
    drawPoints(ctx, plot, state.data, theme, { at: at(points) });
  });
  return plot;
}

function drawNoSpace(ctx, { width, height }, state, theme) {
  const words = state.opaque ? "Only Python knows this layer's units" : "Needs a hidden layer with two units or more";
  text(ctx, words, width / 2, height / 2, { color: theme.muted, align: "center", size: 13, font: theme.font });
  return null;
}

/** The first two hidden units for each point, two numbers each. */
function pairs(state, { x, n }, units) {
  const h = state.sight.firstLayer(x, n);
  return Float64Array.from({ length: 2 * n }, (_, i) => h[(i >> 1) * units + (i & 1)]);
}

function at(points) {
  return (k) => [points[2 * k], points[2 * k + 1]];
}

function hiddenBounds(state, points) {
  const { f } = state.spec.layers[0];
  if (f === "tanh") return { lo1: -1.15, hi1: 1.15, lo2: -1.15, hi2: 1.15 };
  if (f === "sigmoid" || f === "step") return { lo1: -0.12, hi1: 1.12, lo2: -0.12, hi2: 1.12 };
  const span = (from) => {
    const values = points.filter((_, i) => i % 2 === from);
    const [lo, hi] = [Math.min(0, ...values), Math.max(0.5, ...values)];
    return [lo - 0.08 * (hi - lo), hi + 0.08 * (hi - lo)];
  };
  const [[lo1, hi1], [lo2, hi2]] = [span(0), span(1)];
  return { lo1, hi1, lo2, hi2 };
}

/** With exactly two units, the answer is a function of this plane: its map and boundary. */
function drawRest(ctx, plot, state, theme, bounds, { atlas, table }) {
  const side = HIDDEN_SIDE;
  const values = state.sight.rest().forward(gridOf(bounds, side), side * side);
  shade(values, 0, side * side, answerScale(state), table, atlas.open(side, 1), 0);
  atlas.close();
  atlas.draw(ctx, 0, plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
  drawBoundary(ctx, plot, { values, side, units: 1 }, state.threshold, theme);
}

const THREADS = 9;
const ALONG = 24;

/** Where the layer takes the grid lines of the input plane: the sheet of paper that it bends. */
function drawSheet(ctx, plot, state, theme) {
  const { lo1, hi1, lo2, hi2 } = state.bounds;
  const x = new Float64Array(4 * THREADS * ALONG);
  for (let thread = 0, i = 0; thread < 2 * THREADS; thread++) {
    for (let k = 0; k < ALONG; k++) {
      const [a, b] = [(thread % THREADS) / (THREADS - 1), k / (ALONG - 1)];
      const [s, t] = thread < THREADS ? [a, b] : [b, a];
      x[i++] = lo1 + s * (hi1 - lo1);
      x[i++] = lo2 + t * (hi2 - lo2);
    }
  }
  const h = pairs(state, { x, n: x.length / 2 }, state.spec.layers[0].outputs);
  inside(ctx, plot, () => {
    for (let thread = 0; thread < 2 * THREADS; thread++) {
      const places = Array.from({ length: ALONG }, (_, k) => at(h)(thread * ALONG + k)).map(([a, b]) => [plot.x.at(a), plot.y.at(b)]);
      line(ctx, places, { color: theme.muted, width: 1, alpha: 0.4 });
    }
  });
}
