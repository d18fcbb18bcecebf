/** The pictures of ImageClassifier: the image, its scores or its sum, the rows of W, and how many are right. */

import { dot, drawAxes, inside, layOut, line, text } from "./draw.js";
import { fixed, linearScale, short } from "./geometry.js";
import { probabilities } from "./image_classifier_answers.js";
import { pictureToPixels, weightsToPixels } from "./image_classifier_sheet.js";
import { percent } from "./image_classifier_words.js";

/** So many rows of W are shown. */
const ROWS_AT_MOST = 16;
const NAME = 22;
/** Before the name of the class that is right. */
const MARK = "► ";

/** The largest rectangle of a picture's form in a box, its pixels whole where there is room. */
export function fit({ rows, columns }, { left = 0, top = 0, width, height }) {
  const free = Math.min(width / columns, height / rows);
  const unit = free > 6 ? Math.floor(free) : free;
  const [w, h] = [unit * columns, unit * rows];
  return { left: left + Math.round((width - w) / 2), top: top + Math.round((height - h) / 2), width: w, height: h, unit };
}

/** The picture that the network looks at. Returns where it is, for the hand that draws on it. */
export function drawPicture(ctx, { width, height }, state, theme, { sheet, tables, cursor }) {
  const place = fit(state.gallery.shape, { left: 1, top: 1, width: width - 2, height: height - 2 });
  pictureToPixels(state.gallery.picture, state.gallery.shape, tables, sheet.open(state.gallery.shape, 1));
  sheet.close();
  sheet.draw(ctx, 0, state.gallery.shape, place.left, place.top, place.width, place.height);
  frame(ctx, place, theme.muted);
  if (cursor) {
    const { left, top, unit } = place;
    frame(ctx, { left: left + cursor[1] * unit, top: top + cursor[0] * unit, width: unit, height: unit }, theme.loss, 2);
  }
  return place;
}

/** What the sum adds up: each pixel times its weight. */
export function drawProduct(ctx, { width, height }, state, theme, { sheet, tables }) {
  const place = fit(state.gallery.shape, { left: 1, top: 1, width: width - 2, height: height - 2 });
  const x = state.gallery.picture;
  const { W } = state.first;
  const largest = W.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  weightsToPixels(x.map((value, i) => W[i] * value), 1, state.gallery.shape, tables, sheet.open(state.gallery.shape, 1), { largest });
  sheet.close();
  sheet.draw(ctx, 0, state.gallery.shape, place.left, place.top, place.width, place.height);
  frame(ctx, place, theme.muted);
}

/** The rows of W as pictures, with the names of their classes. */
export function drawWeights(ctx, { width, height }, state, theme, { sheet, tables, bright }) {
  const count = Math.min(state.first.outputs, ROWS_AT_MOST);
  weightsToPixels(state.first.W, count, state.gallery.shape, tables, sheet.open(state.gallery.shape, count), { bright });
  sheet.close();
  const across = columnsFor(count, width, height);
  const down = Math.ceil(count / across);
  const [w, h] = [width / across, height / down];
  const name = count > 1 ? NAME : 0;
  const { winner } = state.answers.now;
  for (let k = 0; k < count; k++) {
    const box = { left: (k % across) * w + 2, top: Math.floor(k / across) * h + 1, width: w - 4, height: h - 2 - name };
    const place = fit(state.gallery.shape, box);
    sheet.draw(ctx, k, state.gallery.shape, place.left, place.top, place.width, place.height);
    const own = state.net.layers.length === 1 && count > 1;
    const marked = own && k === winner;
    frame(ctx, place, marked ? theme.ink : theme.muted, marked ? 2.5 : 1);
    if (count > 1) nameRow(ctx, own ? state.names[k] : `unit ${k + 1}`, box, place, { theme, marked });
  }
}

function nameRow(ctx, words, box, place, { theme, marked }) {
  const { size, lines } = fitted(ctx, words, box.width, theme);
  const style = { color: theme.ink, align: "center", base: "top", size, bold: marked, font: theme.font };
  lines.forEach((line, k) => text(ctx, line, box.left + box.width / 2, place.top + place.height + 4 + k * (size - 1), style));
}

/** A name in one line, else small and in two, the first word and the others, each cut until it fits. */
function fitted(ctx, words, width, theme, size = 12) {
  const fits = (line, size) => {
    ctx.font = `600 ${size}px ${theme.font}`;
    return ctx.measureText(line).width <= width;
  };
  if (fits(words, size)) return { size, lines: [words] };
  const lines = words.split(/ (.*)/).filter(Boolean).map((part) => {
    let kept = part;
    while (kept.length > 3 && !fits(kept, 10)) kept = `${kept.slice(0, -2)}…`;
    return kept;
  });
  return { size: 10, lines };
}

/** As many pictures side by side as makes them largest. */
export function columnsFor(count, width, height) {
  const size = (across) => Math.min(width / across, height / Math.ceil(count / across) - NAME);
  return Array.from({ length: count }, (_, k) => k + 1).reduce((best, across) => (size(across) > size(best) + 0.5 ? across : best), 1);
}

// ---- Scores ----

/** A bar for each class: the winner's is filled, the right one marked. */
export function drawScores(ctx, { width, height }, state, theme) {
  const { now } = state.answers;
  if (!now) return;
  const { outputs, winner } = now;
  const shares = width < 320 ? null : probabilities(state.training.settings.loss, outputs);
  const count = outputs.length;
  const step = height / count;
  const size = step < 20 ? 12 : 14;
  ctx.font = `600 ${size}px ${theme.font}`;
  const left = Math.min(width * 0.45, 16 + Math.max(...state.names.map((name) => ctx.measureText(MARK + name).width)));
  const [least, most] = [Math.min(0, ...outputs), Math.max(1e-9, ...outputs)];
  const x = linearScale(least, most, left + (least < 0 ? 38 : 0), width - (shares ? 80 : 38));
  line(ctx, [[x.at(0), 0], [x.at(0), height]], { color: theme.muted });
  for (let k = 0; k < count; k++) {
    const middle = (k + 0.5) * step;
    bar(ctx, x.at(0), x.at(outputs[k]), middle, 0.62 * step, { color: outputs[k] < 0 ? theme.negative : theme.positive, strong: k === winner });
    nameClass(ctx, count === 1 ? "ŷ" : state.names[k], left - 8, middle, { size, theme, right: k === state.gallery.label, bold: k === winner });
    scoreText(ctx, outputs[k], x, middle, { theme, bold: k === winner });
    if (shares) text(ctx, percent(shares[k], 0), width - 2, middle, { color: theme.muted, align: "right", base: "middle", size: 12, bold: k === winner, font: theme.font });
  }
}

/** A class's name before its bar; the right one has a mark. */
function nameClass(ctx, name, end, middle, { size: usual, theme, right, bold }) {
  ctx.font = `600 ${usual}px ${theme.font}`;
  const { size, lines } = fitted(ctx, name, end - (right ? ctx.measureText(MARK).width : 0), theme, usual);
  const style = { color: theme.ink, align: "right", base: "middle", size, bold: bold || right, font: theme.font };
  lines.forEach((line, k) => text(ctx, right && k === 0 ? MARK + line : line, end, middle + (k - (lines.length - 1) / 2) * size, style));
}

function bar(ctx, from, to, middle, thickness, { color, strong }) {
  ctx.save();
  ctx.globalAlpha = strong ? 1 : 0.35;
  ctx.fillStyle = color;
  ctx.fillRect(Math.min(from, to), middle - thickness / 2, Math.abs(to - from), thickness);
  ctx.restore();
}

function scoreText(ctx, score, x, middle, { theme, bold }) {
  const positive = score >= 0;
  const style = { color: theme.ink, align: positive ? "left" : "right", base: "middle", size: 12, bold, font: theme.font };
  text(ctx, fixed(score, 1), x.at(score) + (positive ? 4 : -4), middle, style);
}

/** The sum of one unit on a line: what pulls to the right, what pulls to the left, and where that ends. */
export function drawSum(ctx, { width, height }, state, theme) {
  const { sums: [a] } = state.answers.now;
  const { plus, minus, bias } = parts(state);
  const reach = 1.12 * Math.max(1, plus, minus, Math.abs(a));
  const x = linearScale(-reach, reach, 30, width - 30);
  const base = Math.round(height * 0.62);
  sides(ctx, { width, base, theme, state });
  if (state.net.layers.length === 1) {
    bar(ctx, x.at(0), x.at(plus), base - 16, 11, { color: theme.positive, strong: true });
    bar(ctx, x.at(0), x.at(-minus), base - 16, 11, { color: theme.negative, strong: true });
    const style = { base: "middle", size: 12, font: theme.font, color: theme.ink };
    text(ctx, `+${short(plus)}`, x.at(plus) + 5, base - 16, style);
    text(ctx, `−${short(minus)}`, x.at(-minus) - 5, base - 16, { ...style, align: "right" });
  }
  line(ctx, [[x.lo, base], [x.hi, base]].map(([at, y]) => [x.at(at), y]), { color: theme.muted });
  line(ctx, [[x.at(0), base - 30], [x.at(0), base + 6]], { color: theme.ink, width: 1.5 });
  dot(ctx, x.at(a), base, 7, { fill: theme.ink, stroke: theme.paper, width: 2 });
  const style = { color: theme.ink, align: "center", base: "top", size: width < 160 ? 12 : 14, bold: true, font: theme.font };
  const sum = `${short(plus)} − ${short(minus)}${biasText(bias)}`;
  const words = state.net.layers.length > 1 ? [`a = ${short(a)}`] : width < 160 ? [`a = ${sum}`, `= ${short(a)}`] : [`a = ${sum} = ${short(a)}`];
  words.forEach((line, k) => text(ctx, line, width / 2, base + 12 + 16 * k, style));
}

function biasText(bias) {
  if (bias === null) return "";
  return bias < 0 ? ` − ${short(-bias)}` : ` + ${short(bias)}`;
}

function sides(ctx, { width, base, theme, state }) {
  const { winner } = state.answers.now;
  for (const [k, align, at, sign] of [[0, "left", 4, (name) => `◀ ${name}`], [1, "right", width - 4, (name) => `${name} ▶`]]) {
    const { size, lines } = fitted(ctx, state.names[k], width / 2 - 28, theme, 13);
    const style = { align, base: "top", size, bold: k === winner, font: theme.font, color: k === winner ? theme.ink : theme.muted };
    lines.forEach((line, row) => text(ctx, row === 0 ? sign(line) : line, at, 2 + row * size, style));
  }
  text(ctx, "0", width / 2, base - 46, { base: "top", size: 12, align: "center", font: theme.font, color: theme.muted });
}

/** What the positive and the negative weights add to the sum of the first unit, and its bias. */
export function parts(state) {
  const { W, b } = state.first;
  const x = state.gallery.picture;
  let plus = 0;
  let minus = 0;
  for (let i = 0; i < x.length; i++) {
    if (W[i] > 0) plus += W[i] * x[i];
    else minus -= W[i] * x[i];
  }
  return { plus, minus, bias: b === null ? null : b[0] };
}

// ---- How many are right ----

/** The share that is right after each step, of the training pictures and of the fresh ones. */
export function drawCurve(ctx, { width, height }, state, theme) {
  const { at, train, test } = state.progress.curve;
  const last = Math.max(10, at.at(-1) ?? 0);
  const axes = [
    { lo: 0, hi: last, label: state.rule === "perceptron" ? "trials" : "steps" },
    { lo: 0, hi: 1, label: "", ticks: height > 150 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1], format: (share) => `${100 * share}%` },
  ];
  const plot = layOut(width, height, ...axes);
  drawAxes(ctx, plot, ...axes, theme);
  const places = (shares) => shares.map((share, k) => [plot.x.at(at[k]), plot.y.at(share)]);
  inside(ctx, plot, () => {
    line(ctx, places(train), { color: theme.data, width: 2 });
    line(ctx, places(test), { color: theme.loss, width: 2, dash: [5, 4] });
  });
  let { right } = plot;
  ctx.font = `600 12px ${theme.font}`;
  for (const [words, color] of [...(test.length ? [["fresh (dashed)", theme.loss]] : []), ["training", theme.data]]) {
    text(ctx, words, right, plot.top - 3, { color, align: "right", bold: true, size: 12, font: theme.font });
    right -= ctx.measureText(words).width + 16;
  }
}

function frame(ctx, { left, top, width, height }, color, thick = 1) {
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = thick;
  ctx.strokeRect(left - thick / 2, top - thick / 2, width + thick, height + thick);
  ctx.restore();
}
