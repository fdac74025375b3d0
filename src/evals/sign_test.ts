/**
 * Computes the sign test. Pure.
 *
 * @module
 */

/**
 * Returns the two-sided p-value of the exact sign test: the probability that chance alone divides the
 * pairs at least as unevenly, if worse and better are equally likely. 1 without pairs.
 *
 * @param worse Number of pairs that became worse
 * @param better Number of pairs that became better
 */
export function signTest(worse: number, better: number): number {
  const pairs = worse + better;
  // The logarithm keeps the coefficients of thousands of pairs in range.
  let logTerm = -pairs * Math.LN2;
  let tail = 0;
  for (let count = 0; count <= Math.min(worse, better); count++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(pairs - count) - Math.log(count + 1);
  }
  return Math.min(1, 2 * tail);
}
