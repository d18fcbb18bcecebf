/** Pictures as rows of numbers from 0 to 1: how a page stores them, and what a reader does to one. No DOM. */

import { readBytes } from "./arrays.js";

/** @typedef {{across: number, down: number, negative: boolean}} Changes  shifted by so many pixels, and inverted */

/**
 * The numbers of all pictures, unpacked: `bits` for each, the first in a byte's highest ones.
 * @param {{count: number, bits: number, data: DataView}} stored  @param {number} size  numbers a picture
 */
export function unpack({ count, bits, data }, size) {
  const bytes = readBytes(data);
  const top = 2 ** bits - 1;
  const each = 8 / bits;
  return Float64Array.from({ length: count * size }, (_, i) => {
    const byte = bytes[Math.floor(i / each)];
    return ((byte >> (8 - bits * (1 + (i % each)))) & top) / top;
  });
}

/** Numbers of two bytes in units of `unit`; none at all are zeros. @returns {Float64Array} */
export function unpackWeights({ shape: [count], unit, data }) {
  const { buffer, byteOffset, byteLength } = data;
  if (byteLength === 0) return new Float64Array(count);
  const view = new DataView(buffer, byteOffset, byteLength);
  return Float64Array.from({ length: count }, (_, i) => unit * view.getInt16(2 * i, true));
}

/** Whether these changes change anything. @param {Changes} changes */
export function changesAnything({ across, down, negative }) {
  return negative || across !== 0 || down !== 0;
}

/**
 * A picture, shifted and inverted. What comes in from outside is paper, 0, on a picture of one color, and like the
 * nearest pixel of the edge on a colored one.
 * @param {{rows: number, columns: number, colors: number}} shape  @param {Changes} changes
 */
export function changed(x, start, shape, { across, down, negative }, out, to) {
  const { rows, columns, colors } = shape;
  const near = (at, size) => Math.min(size - 1, Math.max(0, at));
  for (let row = 0, i = to; row < rows; row++) {
    const fromRow = near(row - down, rows);
    for (let column = 0; column < columns; column++) {
      const fromColumn = near(column - across, columns);
      const outside = colors === 1 && (fromRow !== row - down || fromColumn !== column - across);
      const from = start + colors * (fromRow * columns + fromColumn);
      for (let color = 0; color < colors; color++, i++) {
        const value = outside ? 0 : x[from + color];
        out[i] = negative ? 1 - value : value;
      }
    }
  }
  return out;
}

/** The pixels of a line from one place to another, [row, column] each (Bresenham 1965), the first one left out. */
export function between([row0, column0], [row1, column1]) {
  const steps = Math.max(Math.abs(row1 - row0), Math.abs(column1 - column0));
  return Array.from({ length: steps }, (_, k) => {
    const share = (k + 1) / steps;
    return [Math.round(row0 + share * (row1 - row0)), Math.round(column0 + share * (column1 - column0))];
  });
}
