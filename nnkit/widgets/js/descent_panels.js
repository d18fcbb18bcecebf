/** The three pictures of DescentExplorer: the line on its data, the ball on its loss, the loss step by step. */

import { curve, dot, drawAxes, hop, inside, layOut, line, text } from "./draw.js";
import { clamp, fixed, powerOfTen, short } from "./geometry.js";

/** @typedef {import("./descent_state.js").DescentState} DescentState */

/** The points, the line y = wx and how far it misses each. */
export function drawData(ctx, { width, height }, state, theme) {
  const { x, y, n } = state.data;
  const axes = [span(x, "x"), span(y, "y")];
  const plot = layOut(width, height, ...axes);
  drawAxes(ctx, plot, ...axes, theme);
  const place = (k) => [plot.x.at(x[k]), plot.y.at(y[k])];
  const on = (k) => state.sample === null || state.sample === k;
  inside(ctx, plot, () => {
    for (let k = 0; k < n; k++) {
      const to = [plot.x.at(x[k]), plot.y.at(clamp(state.w * x[k], -1e6, 1e6))];
      line(ctx, [place(k), to], { color: theme.loss, width: on(k) ? 3 : 1.5, alpha: on(k) ? 1 : 0.35 });
    }
    const ends = [axes[0].lo, axes[0].hi].map((at) => [plot.x.at(at), plot.y.at(clamp(state.w * at, -1e6, 1e6))]);
    line(ctx, ends, { color: theme.parameter, width: 2.5 });
    for (let k = 0; k < n; k++) dot(ctx, ...place(k), 5, { fill: theme.data, stroke: theme.paper });
    if (state.sample !== null) dot(ctx, ...place(state.sample), 10, { stroke: theme.data, width: 2 });
  });
  nameLine(ctx, plot, state, theme);
}

function nameLine(ctx, plot, state, theme) {
  const style = { halo: theme.paper, bold: true, font: theme.font };
  text(ctx, `ŷ = ${fixed(state.w, 3)} · x`, plot.left + 8, plot.top + 14, { ...style, color: theme.parameter });
  const words = state.sample === null ? "y − ŷ, the misses" : `y − ŷ of the next sample, x = ${short(state.data.x[state.sample])}`;
  text(ctx, words, plot.left + 8, plot.top + 31, { ...style, bold: false, size: 12, color: theme.loss });
}

/** An axis from 0, or below, to a little beyond the data. */
function span(values, label) {
  const [lo, hi] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = 0.14 * (hi - lo || 1);
  return { lo: lo < 0 ? lo - room : 0, hi: hi > 0 ? hi + room : 0, label };
}

/** L(w), the ball, the slope under it, the steps behind it and those ahead. Returns the plot, for the hand on the ball. */
export function drawLoss(ctx, { width, height }, state, theme) {
  const axes = lossAxes(state);
  const plot = layOut(width, height, ...axes);
  drawAxes(ctx, plot, ...axes, theme);
  const at = (w) => [plot.x.at(w), plot.y.at(Math.min(state.lossAt(w), 1e12))];
  inside(ctx, plot, () => {
    if (state.sample !== null) {
      curve(ctx, plot, (w) => state.lossAt(w, state.batch), { color: theme.data, width: 1.5, dash: [5, 4], alpha: 0.8 });
    }
    if (state.loss === "zero_one") drawZeroOne(ctx, plot, state, theme);
    else curve(ctx, plot, (w) => state.lossAt(w), { color: theme.loss, width: 2.5 });
    drawTangent(ctx, plot, state, theme);
  });
  drawTrail(ctx, plot, state, theme, at);
  if (!state.training.running && !state.training.diverged) drawAhead(ctx, plot, state, theme, at);
  dot(ctx, ...within(plot, at(state.w)), 8, { fill: theme.parameter, stroke: theme.paper, width: 2 });
  nameSlope(ctx, plot, state, theme);
  return plot;
}

function lossAxes(state) {
  const [lo, hi] = state.range();
  const highest = state.loss === "zero_one" ? 1 : Math.max(state.lossAt(lo), state.lossAt(hi));
  return [
    { lo, hi, label: "w" },
    // Room below 0, so that the ball lies whole at the bottom, and for the numbers of the steps.
    { lo: -0.1 * highest, hi: 1.2 * highest || 1, label: state.data.n > 1 ? `loss L(w), mean of ${state.data.n}` : "loss L(w)" },
  ];
}

/** Flat, but for single places where a point is hit exactly. */
function drawZeroOne(ctx, plot, state, theme) {
  const top = plot.y.at(1);
  line(ctx, [[plot.left, top], [plot.right, top]], { color: theme.loss, width: 2.5 });
  for (const [w, loss] of state.dips()) {
    const x = plot.x.at(w);
    line(ctx, [[x, top], [x, plot.y.at(loss)]], { color: theme.loss, dash: [2, 3] });
    dot(ctx, x, top, 3, { fill: theme.paper, stroke: theme.loss });
    dot(ctx, x, plot.y.at(loss), 3, { fill: theme.loss });
  }
}

/** The slope that the next step takes: of the full loss, or of the one sample's own. */
function drawTangent(ctx, plot, state, theme) {
  const slope = state.slopeAt(state.w);
  const [x, y] = [plot.x.at(state.w), plot.y.at(state.lossAt(state.w, state.batch))];
  const steepness = (slope * (plot.y.at(1) - plot.y.at(0))) / (plot.x.at(1) - plot.x.at(0));
  const reach = 56 / Math.hypot(1, steepness);
  const ends = [-reach, reach].map((dx) => [x + dx, y + dx * steepness]);
  line(ctx, ends, { color: theme.ink, width: 2 });
  if (state.sample !== null) dot(ctx, x, y, 4, { fill: theme.data, stroke: theme.paper });
}

function drawTrail(ctx, plot, state, theme, at) {
  const trail = state.trail();
  const places = trail.map(({ w }) => within(plot, at(w)));
  const fade = (k) => 0.35 + (0.65 * (k + 1)) / trail.length;
  for (let k = 1; k < trail.length; k++) {
    hop(ctx, places[k - 1], places[k], { color: theme.parameter, width: 1.5, alpha: fade(k) });
  }
  const named = [places.at(-1)];
  for (let k = trail.length - 2; k >= 0; k--) {
    dot(ctx, ...places[k], 4, { fill: theme.parameter, stroke: theme.paper, width: 1, alpha: fade(k) });
    nameDot(ctx, places[k], String(trail[k].step), named, theme, theme.parameter, Math.sign(trail[k].w - state.best));
  }
}

/** Where the next steps would go, dashed: they follow eta at once. */
function drawAhead(ctx, plot, state, theme, at) {
  const ws = state.ahead();
  const places = ws.map((w) => at(w));
  const named = [within(plot, places[0])];
  for (let k = 1; k < places.length; k++) {
    const [from, to] = [within(plot, places[k - 1]), within(plot, places[k])];
    hop(ctx, from, to, { color: theme.muted, width: 1.5, dash: [4, 4] });
    if (!isIn(plot, places[k])) break;
    dot(ctx, ...to, 5, { fill: theme.paper, stroke: theme.muted });
    nameDot(ctx, to, `+${k}`, named, theme, theme.muted, Math.sign(ws[k] - state.best));
  }
}

/** A number below a dot, on the outer side of the valley, unless another one stands there already. */
function nameDot(ctx, [x, y], words, named, theme, color, outwards) {
  if (named.some(([x0, y0]) => Math.hypot(x - x0, y - y0) < 20)) return;
  named.push([x, y]);
  const align = { [-1]: "right", 0: "center", 1: "left" }[outwards];
  text(ctx, words, x - 3 * outwards, y + 16, { color, align, halo: theme.paper });
}

/** In the middle of the top, where a valley is empty. */
function nameSlope(ctx, plot, state, theme) {
  const middle = (plot.left + plot.right) / 2;
  const style = { halo: theme.paper, align: "center" };
  text(ctx, `slope ${short(state.slopeAt(state.w), 3)}`, middle, plot.top + 14, { ...style, color: theme.ink });
  if (state.sample === null) return;
  const words = `dashed: the loss of x = ${short(state.data.x[state.sample])} alone`;
  text(ctx, words, middle, plot.top + 31, { ...style, color: theme.data });
}

function isIn(plot, [x, y]) {
  return x >= plot.left - 1 && x <= plot.right + 1 && y >= plot.top - 1 && y <= plot.bottom + 1;
}

/** A place of the plot, or the nearest on its edge. */
function within(plot, [x, y]) {
  return [clamp(x, plot.left, plot.right), clamp(y, plot.top, plot.bottom)];
}

/** The loss against the number of steps, with the least possible as a floor. */
export function drawHistory(ctx, { width, height }, state, theme) {
  const losses = state.trace.map(({ w }) => state.lossAt(w));
  const axes = historyAxes(state, losses);
  const plot = layOut(width, height, ...axes);
  drawAxes(ctx, plot, ...axes, theme);
  const places = state.trace.map(({ step }, k) => [plot.x.at(step), plot.y.at(losses[k])]);
  const floor = plot.y.at(state.least);
  inside(ctx, plot, () => {
    line(ctx, [[plot.left, floor], [plot.right, floor]], { color: theme.muted, dash: [4, 4] });
    line(ctx, places, { color: theme.loss, width: 2 });
  });
  const words = `least possible: ${short(state.least)}`;
  // The curve falls to the floor: while that takes long, the room above the floor is on the left.
  const early = places[places.length >> 1][1] > floor - 30;
  const [x, align] = early && places.length > 2 ? [plot.right, "right"] : [plot.left + 4, "left"];
  text(ctx, words, x, floor - 5, { color: theme.muted, align, halo: theme.paper });
  if (!state.training.running && !state.training.diverged) drawHistoryAhead(ctx, plot, state, theme);
  if (places.length <= 60) for (const place of places) dot(ctx, ...place, 2.5, { fill: theme.loss });
  dot(ctx, ...within(plot, places.at(-1)), 4.5, { fill: theme.parameter, stroke: theme.paper });
}

function drawHistoryAhead(ctx, plot, state, theme) {
  const { step } = state.training;
  const places = state.ahead().map((w, k) => [plot.x.at(step + k), plot.y.at(state.lossAt(w))]);
  inside(ctx, plot, () => {
    line(ctx, places, { color: theme.muted, dash: [4, 4] });
    for (const place of places.slice(1)) dot(ctx, ...place, 3, { fill: theme.paper, stroke: theme.muted });
  });
}

function historyAxes(state, losses) {
  const last = state.training.step;
  const first = state.trace[0].step;
  const x = { lo: first, hi: first + Math.max(20, 1.05 * (last - first)), label: "step" };
  if (state.loss === "zero_one") return [x, { lo: 0, hi: 1.1, label: "loss" }];
  const least = Math.max(state.least, 1e-6);
  const most = Math.max(...losses, state.lossAt(state.home[0]), 10 * least);
  return [x, { lo: least / 1.6, hi: 1.6 * most, label: "loss", log: true, format: powerOfTen }];
}
