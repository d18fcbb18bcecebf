/** The three pictures of ActivationExplorer: f with the tangent, f′, and a gradient on its way through the layers. */

import { ACTIVATIONS } from "./activations.js";
import { FACTS, REACH, gradientThrough, regionsOf, valueAndSlope } from "./activation_explorer_facts.js";
import { dot, drawAxes, inside, layOut, line, text } from "./draw.js";
import { clamp, niceTicks, powerOfTen, short } from "./geometry.js";

/** @typedef {{f: string, a: number, slope: number, layers: number}} Setting */

/** The color of each activation, as in the book's figures, and the dashes that tell apart those that share one. */
export const LOOKS = {
  identity: { color: "muted", dash: [7, 4], line: "nn-dashed" },
  step: { color: "muted", dash: [2, 3], line: "nn-dotted" },
  sigmoid: { color: "parameter", dash: [], line: "" },
  tanh: { color: "class0", dash: [], line: "" },
  relu: { color: "class1", dash: [], line: "" },
  leaky_relu: { color: "data", dash: [], line: "" },
};
const AXIS = { lo: -REACH, hi: REACH, label: "a", ticks: [-8, -4, 0, 4, 8] };
/** What is exactly 0 has no place on a logarithmic axis; it stands in a band of its own, so many decades high. */
const BAND = 1.6;

/** f, with the tangent at a. Returns the plot, for the hand on the point. @param {Setting} setting */
export function drawFunction(ctx, size, setting, theme) {
  const [lo, hi] = FACTS[setting.f].range;
  const plot = drawCurves(ctx, size, setting, theme, { lo, hi, label: "f(a)" }, "value");
  const { value, slope } = valueAndSlope(setting.f, setting.a, setting.slope);
  const place = [plot.x.at(setting.a), plot.y.at(value)];
  inside(ctx, plot, () => drawTangent(ctx, plot, place, slope, theme));
  drawPoint(ctx, plot, place, setting, theme);
  return plot;
}

/** f′, on the same axis for every f. @param {Setting} setting */
export function drawSlope(ctx, size, setting, theme) {
  const plot = drawCurves(ctx, size, setting, theme, { lo: -0.12, hi: 1.32, label: "f′(a)" }, "slope");
  const { slope } = valueAndSlope(setting.f, setting.a, setting.slope);
  drawPoint(ctx, plot, [plot.x.at(setting.a), plot.y.at(slope)], setting, theme);
  return plot;
}

function drawCurves(ctx, { width, height }, setting, theme, axis, what) {
  const plot = layOut(width, height, AXIS, axis);
  drawRegions(ctx, plot, setting, theme);
  drawAxes(ctx, plot, AXIS, axis, theme);
  inside(ctx, plot, () => {
    for (const f of Object.keys(ACTIVATIONS)) if (f !== setting.f) drawBranches(ctx, plot, f, setting, theme, what, { width: 1.5, alpha: 0.4 });
    drawBranches(ctx, plot, setting.f, setting, theme, what, { width: 3.5 });
  });
  return plot;
}

/** Left and right of 0 apart, so that a jump stays a jump. */
function drawBranches(ctx, plot, f, { slope }, theme, what, style) {
  const { color, dash } = LOOKS[f];
  for (const [from, to] of [[-REACH, -1e-9], [1e-9, REACH]]) {
    const places = Array.from({ length: 121 }, (_, k) => {
      const a = from + ((to - from) * k) / 120;
      return [plot.x.at(a), clamp(plot.y.at(valueAndSlope(f, a, slope)[what]), -1e4, 1e4)];
    });
    line(ctx, places, { color: theme[color], dash, ...style });
  }
}

function drawRegions(ctx, plot, { f, slope }, theme) {
  const regions = regionsOf(f, slope);
  const words = { saturated: "saturated", dead: "dead region", flat: "slope 0" };
  for (const { from, to, kind } of regions) {
    const [left, right] = [plot.x.at(from), plot.x.at(to)];
    ctx.save();
    ctx.globalAlpha = kind === "saturated" ? 0.16 : 0.13;
    ctx.fillStyle = kind === "saturated" ? theme.muted : theme.loss;
    ctx.fillRect(left, plot.top, right - left, plot.bottom - plot.top);
    ctx.restore();
    const style = { color: kind === "saturated" ? theme.muted : theme.loss, align: "center", halo: theme.paper };
    text(ctx, words[kind], clamp((left + right) / 2, plot.left + 30, plot.right - 30), plot.top + 14, { ...style, size: 11, font: theme.font });
  }
}

function drawTangent(ctx, plot, [x, y], slope, theme) {
  const steepness = (slope * (plot.y.at(1) - plot.y.at(0))) / (plot.x.at(1) - plot.x.at(0));
  const reach = 64 / Math.hypot(1, steepness);
  line(ctx, [[x - reach, y - reach * steepness], [x + reach, y + reach * steepness]], { color: theme.ink, width: 2 });
}

function drawPoint(ctx, plot, [x, y], { f }, theme) {
  line(ctx, [[x, plot.top], [x, plot.bottom]], { color: theme.ink, dash: [3, 4], alpha: 0.6 });
  dot(ctx, x, y, 7, { fill: theme[LOOKS[f].color], stroke: theme.paper, width: 2 });
}

/** What is left of a gradient at each layer of a chain, from the last on the right back to the first. */
export function drawGradient(ctx, { width, height }, setting, theme) {
  const { f: chosen, layers } = setting;
  const axes = gradientAxes(setting);
  const plot = layOut(width, height, ...axes);
  drawAxes(ctx, plot, ...axes, theme);
  const floor = plot.y.at(axes[1].zero);
  line(ctx, [[plot.left, floor], [plot.right, floor]], { color: theme.muted, dash: [2, 4] });
  text(ctx, "output", plot.right, plot.y.at(1) - 11, { color: theme.muted, align: "right", halo: theme.paper });
  text(ctx, "exactly 0", (plot.left + plot.right) / 2, floor - 6, { color: theme.muted, align: "center", halo: theme.paper });
  const order = [...Object.keys(ACTIVATIONS).filter((f) => f !== chosen), chosen];
  for (const f of order) drawPath(ctx, plot, f, setting, theme, axes[1]);
  return { plot, layers };
}

function gradientAxes({ layers, slope }) {
  // Deep enough for leaky ReLU on its flat side, layer after layer, but no deeper than the eye can follow.
  const decades = clamp(Math.ceil(-Math.log10(Math.max(slope, 0.01)) * layers), 8, 20);
  const stride = Math.ceil(decades / 6);
  const powers = Array.from({ length: Math.floor(decades / stride) + 1 }, (_, k) => 10 ** (-k * stride));
  const x = { lo: 0.5, hi: layers + 1.5, label: "layer", ticks: niceTicks(1, layers, 10).filter(Number.isInteger) };
  const [lo, zero] = [10 ** -(decades + BAND), 10 ** -(decades + BAND / 2)];
  return [x, { lo, hi: 40, label: "", log: true, ticks: powers, format: powerOfTen, zero, least: 10 ** -decades }];
}

function drawPath(ctx, plot, f, setting, theme, { zero, least }) {
  const gradients = [...gradientThrough(f, setting.a, setting.slope, setting.layers), 1];
  const bold = f === setting.f;
  const { color, dash } = LOOKS[f];
  const places = gradients.map((left, k) => [plot.x.at(k + 1), plot.y.at(left === 0 ? zero : Math.max(left, least))]);
  line(ctx, places, { color: theme[color], dash, width: bold ? 3 : 1.5, alpha: bold ? 1 : 0.4 });
  if (!bold) return;
  places.forEach((place, k) => dot(ctx, ...place, 4, { fill: gradients[k] === 0 ? theme.paper : theme[color], stroke: theme[color] }));
  const [x, y] = places[0];
  const words = gradients[0] === 0 ? "0" : short(gradients[0], 2);
  text(ctx, words, x + 8, y + (gradients[0] === 0 ? -10 : 17), { color: theme.ink, bold: true, font: theme.font, halo: theme.paper });
}
