/**
 * Remembers which host gave an answer: an AWS SDK error contains the answer, but not its host.
 *
 * @module
 */

const hosts = new WeakMap<object, string>();

/** Notes the host of an answer, and returns the answer. */
export function noteHost<Answer extends object>(answer: Answer, host: string): Answer {
  hosts.set(answer, host);
  return answer;
}

/** Returns the host of an answer that came through this library's transport; undefined for others. */
export function hostOfAnswer(answer: unknown): string | undefined {
  return typeof answer === "object" && answer !== null ? hosts.get(answer) : undefined;
}
