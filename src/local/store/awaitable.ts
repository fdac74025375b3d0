/**
 * A value now or later: some stores answer at once.
 *
 * @module
 */

/** A value now or later. Those who ask always `await`. */
export type Awaitable<T> = T | Promise<T>;
