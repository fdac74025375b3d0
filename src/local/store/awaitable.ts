/**
 * A value or its promise: some stores answer synchronously.
 *
 * @module
 */

/** A value or its promise. Callers always use `await`. */
export type Awaitable<T> = T | Promise<T>;
