// The product of two small matrices, which is nearly all that a network computes: three times for each layer.

/**
 * C[r, c] = first[c] + Σₖ A[r, k] · B[c, k] for `rows` × `columns` numbers of C, written row after row.
 *
 * Where the numbers of A and B lie is told by strides: A[r, k] is A[r·aRow + k·aInner], and likewise B[c, k], so a
 * transposed matrix is the same array with its two strides exchanged. `first`, the bias, is null where there is none.
 * C is filled in blocks of 2×2 whose four sums share the four numbers that they are made of, which halves the
 * reading; an odd last row or column comes after.
 */
export function product(A, aRow, aInner, B, bRow, bInner, first, C, rows, columns, inner) {
  const evenRows = rows - (rows % 2);
  const evenColumns = columns - (columns % 2);
  for (let r = 0; r < evenRows; r += 2) {
    for (let c = 0; c < evenColumns; c += 2) {
      let s00 = first === null ? 0 : first[c];
      let s01 = first === null ? 0 : first[c + 1];
      let s10 = s00;
      let s11 = s01;
      for (let k = 0, p = r * aRow, q = c * bRow; k < inner; k++, p += aInner, q += bInner) {
        const a0 = A[p], a1 = A[p + aRow];
        const b0 = B[q], b1 = B[q + bRow];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s10 += a1 * b0;
        s11 += a1 * b1;
      }
      const at = r * columns + c;
      C[at] = s00;
      C[at + 1] = s01;
      C[at + columns] = s10;
      C[at + columns + 1] = s11;
    }
  }
  for (let r = 0; r < rows; r++) {
    for (let c = r < evenRows ? evenColumns : 0; c < columns; c++) {
      const sum = dot(A, r * aRow, aInner, B, c * bRow, bInner, inner);
      C[r * columns + c] = first === null ? sum : first[c] + sum;
    }
  }
}

/** Σₖ A[p + k·aInner] · B[q + k·bInner]. */
function dot(A, p, aInner, B, q, bInner, inner) {
  let sum = 0;
  for (let k = 0; k < inner; k++, p += aInner, q += bInner) sum += A[p] * B[q];
  return sum;
}
