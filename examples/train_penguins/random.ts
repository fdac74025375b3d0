/** A source of numbers evenly spread over [0, 1). */
export type Random = () => number;

/**
 * A generator that gives the same numbers for the same seed, so that a run can be repeated: a linear
 * congruential one with the constants of Numerical Recipes (1992), enough for shuffling and first weights.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The items in a new order, each order as likely as any other (Fisher and Yates). */
export function shuffled<T>(items: Iterable<T>, random: Random): T[] {
  const remaining = [...items];
  const drawn: T[] = [];
  while (remaining.length > 0) {
    drawn.push(...remaining.splice(Math.floor(random() * remaining.length), 1));
  }
  return drawn;
}
