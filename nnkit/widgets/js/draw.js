/**
 * Drawing on a canvas: axes, lines, points, arrows, words. Every function depends on its arguments only, and none
 * knows what the numbers mean.
 *
 * @typedef {import("./geometry.js").Scale} Scale
 * @typedef {{x: Scale, y: Scale, left: number, top: number, right: number, bottom: number}} Plot  places on the canvas
 * @typedef {{lo: number, hi: number, label: string, log?: boolean, ticks?: number[],
 *   format?: (tick: number) => string}} Axis
 */

import { linearScale, logScale, logTicks, niceTicks, short } from "./geometry.js";

const MARGIN = { left: 52, right: 12, top: 12, bottom: 36 };
const SMALL = 12;

/**
 * A context whose unit is a CSS pixel, sharp on every screen, with an empty canvas.
 * @returns {{ctx: CanvasRenderingContext2D, width: number, height: number}}
 */
export function openCanvas(canvas, ratio = globalThis.devicePixelRatio || 1) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const ctx = canvas.getContext("2d");
  ctx.textRendering = "geometricPrecision"; // small letters keep their distances
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, width, height);
  return { ctx, width, height };
}

/** The scales of a plot that fills a canvas of this size. @param {Axis} x @param {Axis} y @returns {Plot} */
export function layOut(width, height, x, y) {
  const box = {
    left: MARGIN.left,
    top: MARGIN.top,
    right: Math.max(width - MARGIN.right, MARGIN.left + 10),
    bottom: Math.max(height - MARGIN.bottom, MARGIN.top + 10),
  };
  const scale = (axis, from, to) => (axis.log ? logScale : linearScale)(axis.lo, axis.hi, from, to);
  return { ...box, x: scale(x, box.left, box.right), y: scale(y, box.bottom, box.top) };
}

/** Grid, numbers and names of the two axes. */
export function drawAxes(ctx, plot, x, y, theme) {
  ctx.font = `${SMALL}px ${theme.font}`;
  ctx.lineWidth = 1;
  const across = ticksOf(x, Math.max(2, Math.floor((plot.right - plot.left) / 52)));
  const up = ticksOf(y, Math.max(2, Math.floor((plot.bottom - plot.top) / (y.log ? 24 : 36))));
  for (const tick of across) {
    line(ctx, [[plot.x.at(tick), plot.top], [plot.x.at(tick), plot.bottom]], { color: theme.grid });
    text(ctx, (x.format ?? short)(tick), plot.x.at(tick), plot.bottom + 5, { color: theme.muted, align: "center", base: "top" });
  }
  for (const tick of up) {
    line(ctx, [[plot.left, plot.y.at(tick)], [plot.right, plot.y.at(tick)]], { color: theme.grid });
    text(ctx, (y.format ?? short)(tick), plot.left - 6, plot.y.at(tick), { color: theme.muted, align: "right", base: "middle" });
  }
  text(ctx, x.label, (plot.left + plot.right) / 2, plot.bottom + 21, { color: theme.ink, align: "center", base: "top" });
  ctx.save();
  ctx.translate(10, (plot.top + plot.bottom) / 2);
  ctx.rotate(-Math.PI / 2);
  text(ctx, y.label, 0, 0, { color: theme.ink, align: "center", base: "middle" });
  ctx.restore();
}

function ticksOf(axis, count) {
  if (axis.ticks) return axis.ticks;
  return axis.log ? logTicks(axis.lo, axis.hi, count) : niceTicks(axis.lo, axis.hi, count);
}

/** Draw with everything outside of the plot cut off. */
export function inside(ctx, plot, draw) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top);
  ctx.clip();
  draw();
  ctx.restore();
}

/** A line through places on the canvas. @param {[number, number][]} places */
export function line(ctx, places, { color, width = 1, dash = [], alpha = 1 }) {
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.lineJoin = ctx.lineCap = "round";
  ctx.setLineDash(dash);
  ctx.beginPath();
  places.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
  ctx.stroke();
  ctx.restore();
}

/** A function's graph from left to right. @param {(x: number) => number} f */
export function curve(ctx, plot, f, style) {
  const places = [];
  for (let at = plot.left; at <= plot.right; at += 1.5) {
    places.push([at, bounded(plot.y.at(f(plot.x.back(at))), plot)]);
  }
  line(ctx, places, style);
}

/** Canvases draw nothing for places that are astronomically far away. */
function bounded(place, plot) {
  const height = plot.bottom - plot.top;
  return Math.min(plot.bottom + 20 * height, Math.max(plot.top - 20 * height, place));
}

/** A disc or, with a `stroke` and no `fill`, a circle. */
export function dot(ctx, x, y, radius, { fill, stroke, width = 1.5, alpha = 1, dash = [] }) {
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  if (fill) {
    ctx.fillStyle = fill;
    ctx.fill();
  }
  if (stroke) {
    ctx.strokeStyle = stroke;
    ctx.lineWidth = width;
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * A hop from one place to another, bent upward and short of both ends, so that dots and the curve below stay free.
 * One that is too short to be seen is left out.
 */
export function hop(ctx, from, to, { gap = 6, head = 6, ...style }) {
  const places = hopPlaces(from, to);
  const far = ([x, y], [x0, y0]) => Math.hypot(x - x0, y - y0) > gap;
  const free = places.filter((place) => far(place, from) && far(place, to));
  if (free.length < 6) return;
  line(ctx, free, style);
  const [[x0, y0], [x1, y1]] = [free.at(-3), free.at(-1)];
  const length = Math.hypot(x1 - x0, y1 - y0);
  const [ux, uy] = [(head * (x1 - x0)) / length, (head * (y1 - y0)) / length];
  line(ctx, [[x1 - ux + uy / 2, y1 - uy - ux / 2], [x1, y1], [x1 - ux - uy / 2, y1 - uy + ux / 2]], { ...style, dash: [] });
}

/** Places along a parabola between two, a quarter as high as they are far apart, but no higher than a finger. */
function hopPlaces([x0, y0], [x1, y1]) {
  const height = Math.min(40, Math.hypot(x1 - x0, y1 - y0) / 3);
  return Array.from({ length: 33 }, (_, i) => {
    const t = i / 32;
    return [x0 + t * (x1 - x0), y0 + t * (y1 - y0) - 4 * height * t * (1 - t)];
  });
}

/** Words, with a halo of the paper's color where `halo` is given, so that lines behind don't cross them out. */
export function text(ctx, words, x, y, { color, align = "left", base = "alphabetic", halo, size, bold, font, alpha = 1 }) {
  ctx.save();
  ctx.globalAlpha = alpha;
  if (size || bold) ctx.font = `${bold ? "600 " : ""}${size ?? SMALL}px ${font}`;
  ctx.textAlign = align;
  ctx.textBaseline = base;
  if (halo) {
    ctx.strokeStyle = halo;
    ctx.lineWidth = 4;
    ctx.lineJoin = "round";
    ctx.strokeText(words, x, y);
  }
  ctx.fillStyle = color;
  ctx.fillText(words, x, y);
  ctx.restore();
}
