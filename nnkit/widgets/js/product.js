// The product of two small matrices, which is nearly all that a network computes: three times for each layer.

/**
 * C[r, c] = first[c] + Σₖ A[r, k] · B[c, k] for `rows` × `columns` numbers of C, written row after row.
 *
 * Where the numbers of A and B lie is told by strides: A[r, k] is A[r·aRow + k·aInner], and likewise B[c, k], so a
 * transposed matrix is the same array with its two strides exchanged. `first`, the bias, is null where there is none.
 *
 * C is filled in blocks of 2×4, whose eight sums stay in the processor's registers and are made of the same six
 * numbers at each k; one by one they would read sixteen. Columns that fill no block are done in pairs of rows, and an
 * odd last row alone.
 */
export function product(A, aRow, aInner, B, bRow, bInner, first, C, rows, columns, inner) {
  const pairs = rows - (rows % 2);
  const fours = columns - (columns % 4);
  for (let r = 0; r < pairs; r += 2) {
    for (let c = 0; c < fours; c += 4) {
      let s00 = 0, s01 = 0, s02 = 0, s03 = 0;
      if (first !== null) s00 = first[c], s01 = first[c + 1], s02 = first[c + 2], s03 = first[c + 3];
      let s10 = s00, s11 = s01, s12 = s02, s13 = s03;
      for (let k = 0, p = r * aRow, q = c * bRow; k < inner; k++, p += aInner, q += bInner) {
        const a0 = A[p], a1 = A[p + aRow];
        const b0 = B[q], b1 = B[q + bRow], b2 = B[q + 2 * bRow], b3 = B[q + 3 * bRow];
        s00 += a0 * b0, s01 += a0 * b1, s02 += a0 * b2, s03 += a0 * b3;
        s10 += a1 * b0, s11 += a1 * b1, s12 += a1 * b2, s13 += a1 * b3;
      }
      const upper = r * columns + c, lower = upper + columns;
      C[upper] = s00, C[upper + 1] = s01, C[upper + 2] = s02, C[upper + 3] = s03;
      C[lower] = s10, C[lower + 1] = s11, C[lower + 2] = s12, C[lower + 3] = s13;
    }
    for (let c = fours; c < columns; c++) {
      let s0 = first === null ? 0 : first[c];
      let s1 = s0;
      for (let k = 0, p = r * aRow, q = c * bRow; k < inner; k++, p += aInner, q += bInner) {
        const b = B[q];
        s0 += A[p] * b, s1 += A[p + aRow] * b;
      }
      C[r * columns + c] = s0, C[(r + 1) * columns + c] = s1;
    }
  }
  for (let c = 0; pairs < rows && c < columns; c++) {
    let sum = first === null ? 0 : first[c];
    for (let k = 0, p = pairs * aRow, q = c * bRow; k < inner; k++, p += aInner, q += bInner) sum += A[p] * B[q];
    C[pairs * columns + c] = sum;
  }
}
