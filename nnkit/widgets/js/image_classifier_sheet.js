/** Pixels: pictures, and rows of weights as pictures, on a small canvas of their own that is drawn enlarged. */

import { shade, shades } from "./heatmap.js";

/** @typedef {{rows: number, columns: number, colors: number}} Shape */

/** Small pictures one below the other. */
export class Sheet {
  #canvas = document.createElement("canvas");
  #image = null;
  #shape = null;

  /** The pixels to write into, `count` pictures of this shape. @param {Shape} shape @returns {Uint32Array} */
  open({ rows, columns }, count) {
    if (this.#shape?.rows !== rows * count || this.#shape?.columns !== columns) {
      Object.assign(this.#canvas, { width: columns, height: rows * count });
      this.#image = new ImageData(columns, rows * count);
      this.#shape = { rows: rows * count, columns };
    }
    return new Uint32Array(this.#image.data.buffer);
  }

  /** What was written can now be drawn. */
  close() {
    this.#canvas.getContext("2d").putImageData(this.#image, 0, 0);
  }

  /** Draw picture k, every pixel a sharp square. @param {Shape} shape */
  draw(ctx, k, { rows, columns }, x, y, width, height) {
    ctx.imageSmoothingEnabled = false;
    ctx.drawImage(this.#canvas, 0, k * rows, columns, rows, x, y, width, height);
  }
}

/** The colors of the page as pixels: paper to ink for a picture, the two signs around paper for weights. */
export function tablesOf(theme) {
  return {
    gray: shades(theme.paper, theme.ink, theme.paper, { from: 0, to: 1 }),
    signs: shades(theme.negative, theme.positive, theme.paper, { from: 0, to: 0.95 }),
  };
}

/** A picture, numbers from 0 to 1, as pixels. @param {Shape} shape */
export function pictureToPixels(x, shape, tables, pixels) {
  const size = shape.rows * shape.columns;
  if (shape.colors === 1) return shade(x, 0, size, { middle: 0, factor: 1 }, tables.gray, pixels, 0);
  for (let i = 0; i < size; i++) pixels[i] = rgb(x[3 * i], x[3 * i + 1], x[3 * i + 2]);
}

/**
 * Rows of weights as pixels, each row relative to its largest weight or to `largest`: of one color by sign, of three
 * as colors around middle gray, which is 0, or `bright`, the sum of the three by sign.
 * @param {Float64Array} W  `count` rows  @param {Shape} shape
 */
export function weightsToPixels(W, count, shape, tables, pixels, { bright = false, largest = null } = {}) {
  const size = shape.rows * shape.columns;
  const width = size * shape.colors;
  for (let k = 0; k < count; k++) {
    const row = W.subarray(k * width, (k + 1) * width);
    if (shape.colors === 1) signed(row, tables, pixels, k * size, largest);
    else if (bright) signed(sums(row, size), tables, pixels, k * size);
    else colored(row, size, pixels, k * size);
  }
}

function signed(row, tables, pixels, to, largest = null) {
  shade(row, 0, row.length, { middle: 0, factor: 1 / ((largest ?? largestOf(row)) || 1) }, tables.signs, pixels, to);
}

function sums(row, size) {
  return Float64Array.from({ length: size }, (_, i) => row[3 * i] + row[3 * i + 1] + row[3 * i + 2]);
}

function colored(row, size, pixels, to) {
  const unit = 0.5 / (largestOf(row) || 1);
  for (let i = 0; i < size; i++) pixels[to + i] = rgb(0.5 + unit * row[3 * i], 0.5 + unit * row[3 * i + 1], 0.5 + unit * row[3 * i + 2]);
}

function largestOf(row) {
  let largest = 0;
  for (let i = 0; i < row.length; i++) if (Math.abs(row[i]) > largest) largest = Math.abs(row[i]);
  return largest;
}

function rgb(r, g, b) {
  const byte = (value) => (255 * Math.min(1, Math.max(0, value)) + 0.5) | 0;
  return ((255 << 24) | (byte(b) << 16) | (byte(g) << 8) | byte(r)) >>> 0;
}
