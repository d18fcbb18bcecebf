/** The picture of the network: every unit with its own map, every weight as an edge whose color is its sign. */

import { dot, line, text } from "./draw.js";
import { fixed } from "./geometry.js";
import { shade } from "./heatmap.js";
import { along, edgePoints, layGraph } from "./playground_graph.js";
import { parameterName, parametersOf, unitName } from "./playground_design.js";
import { answerScale } from "./playground_panels.js";

/** Color the maps of all units, the output's last, into an atlas. */
export function shadeMaps(state, maps, atlas, { classes, signs }) {
  const { values, side, units } = maps;
  const count = side * side;
  const pixels = atlas.open(side, units);
  let unit = 0;
  if (state.opaque) shade(values, 0, count, answerScale(state), classes, pixels, 0);
  for (const { f, outputs } of state.spec.layers) {
    for (let o = 0; o < outputs; o++, unit++) {
      const last = unit === units - 1;
      const scale = last ? answerScale(state) : unitScale(f, values, unit * count, count);
      shade(values, unit * count, count, scale, last ? classes : signs, pixels, unit * count);
    }
  }
  atlas.close();
}

/** A unit's middle is 0, but ½ for those between 0 and 1; one without bounds is as dark as it gets at its largest. */
function unitScale(f, values, start, count) {
  if (f === "sigmoid" || f === "step") return { middle: 0.5, factor: 2 };
  if (f === "tanh") return { middle: 0, factor: 1 };
  let most = 1e-9;
  for (let i = start; i < start + count; i += 7) most = Math.max(most, Math.abs(values[i]));
  return { middle: 0, factor: 1 / most };
}

/** Draw it all. Returns the graph, for the finger that picks an edge. */
export function drawNetwork(ctx, { width, height }, state, theme, { atlas, selected, pointed }) {
  if (state.opaque) return drawOpaque(ctx, width, height, theme);
  const { spec, net } = state;
  const graph = layGraph(spec, width, height);
  const parameters = parametersOf(spec);
  for (const parameter of parameters) if (parameter.from !== null) drawEdge(ctx, graph, parameter, net.theta[parameter.at], theme);
  drawUnits(ctx, graph, state, theme, atlas);
  for (const parameter of parameters) if (parameter.from === null) drawBias(ctx, graph, parameter, net.theta[parameter.at], theme);
  for (const at of new Set([selected, pointed])) if (at !== null && parameters[at]) drawChosen(ctx, graph, spec, parameters[at], net.theta[at], theme, width);
  return graph;
}

function drawOpaque(ctx, width, height, theme) {
  text(ctx, "A layer of its own: only Python knows its units", width / 2, height / 2, {
    color: theme.muted, align: "center", size: 13, font: theme.font,
  });
  return null;
}

/** As wide as the weight is large, up to a limit. */
function widthOf(weight) {
  return 0.6 + 4.4 * Math.tanh(Math.abs(weight) / 3);
}

function drawEdge(ctx, graph, parameter, weight, theme) {
  curve(ctx, edgePoints(graph, parameter), { color: weight < 0 ? theme.negative : theme.positive, width: widthOf(weight), alpha: 0.3 + 0.6 * Math.tanh(Math.abs(weight) / 1.5), dash: weight < 0 ? [6, 3] : [] });
}

function curve(ctx, [p0, p1, p2, p3], { color, width, alpha, dash = [] }) {
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.moveTo(...p0);
  ctx.bezierCurveTo(...p1, ...p2, ...p3);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

function drawUnits(ctx, graph, state, theme, atlas) {
  const { columns, size } = graph;
  const half = size / 2;
  let k = 0;
  columns.forEach((column, layer) => {
    for (const { x, y, unit } of column) {
      ctx.fillStyle = theme.paper;
      ctx.fillRect(x - half, y - half, size, size);
      if (layer === 0) drawInput(ctx, x - half, y - half, size, unit, theme);
      else atlas.draw(ctx, k++, x - half, y - half, size, size);
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = 1;
      ctx.strokeRect(x - half, y - half, size, size);
      if (size >= 24 || unit === 0) nameUnit(ctx, state.spec, layer, unit, x + half, y - half - 6, size, theme);
    }
  });
}

function nameUnit(ctx, spec, layer, unit, x, y, size, theme) {
  text(ctx, unitName(spec, layer, unit), x, y, { color: theme.ink, align: "right", size: size < 24 ? 10 : 11, font: theme.font, halo: theme.paper });
}

/** An input sees itself: rising to the right, or upward. */
function drawInput(ctx, x, y, size, unit, theme) {
  const gradient = unit === 0 ? ctx.createLinearGradient(x, 0, x + size, 0) : ctx.createLinearGradient(0, y + size, 0, y);
  gradient.addColorStop(0, theme.negative);
  gradient.addColorStop(0.5, theme.paper);
  gradient.addColorStop(1, theme.positive);
  ctx.globalAlpha = 0.6;
  ctx.fillStyle = gradient;
  ctx.fillRect(x, y, size, size);
  ctx.globalAlpha = 1;
}

/** A dot at the lower left corner, as large as the bias. */
function drawBias(ctx, { columns, size }, { layer, to }, bias, theme) {
  const { x, y } = columns[layer][to];
  const radius = 1.5 + Math.min(0.16 * size, 6) * Math.tanh(Math.abs(bias) / 2);
  dot(ctx, x - size / 2, y + size / 2, radius, { fill: bias < 0 ? theme.negative : theme.positive, stroke: theme.paper, width: 1 });
}

function drawChosen(ctx, graph, spec, parameter, value, theme, width) {
  const label = `${parameterName(spec, parameter)}: ${fixed(value, 2)}`;
  const style = { color: theme.ink, halo: theme.paper, bold: true, size: 12, font: theme.font, align: "center" };
  let place;
  if (parameter.from === null) {
    const { x, y } = graph.columns[parameter.layer][parameter.to];
    const half = graph.size / 2 + 2;
    line(ctx, [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half], [x - half, y - half]], { color: theme.ink, width: 2.5 });
    place = [x, y + half + 12];
  } else {
    const points = edgePoints(graph, parameter);
    curve(ctx, points, { color: theme.ink, width: widthOf(value) + 4, alpha: 1 });
    drawEdge(ctx, graph, parameter, Math.sign(value || 1) * Math.max(Math.abs(value), 2), theme);
    place = along(points, 0.5);
    place[1] -= 8;
  }
  const half = 3.4 * label.length;
  text(ctx, label, Math.min(width - half, Math.max(half, place[0])), place[1], style);
}
