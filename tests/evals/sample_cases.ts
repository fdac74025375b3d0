import type { EvalCase, LoggedCase } from "../../src/evals.ts";

/** A case with objects, an emoji, a NaN score and, every seventh time, a thrown error. */
export function sampleCase(index: number): EvalCase {
  return {
    id: `case ${index}`,
    input: { question: `What is ${index} 🦕 + 1?`, context: [{ page: index }, null, "\u2028"] },
    output: index % 7 === 0 ? undefined : { answer: index + 1, tags: ["a", { b: [] }] },
    expected: { answer: index + 1 },
    scores: { exact: index % 2 === 0, tone: index % 5 === 0 ? NaN : index / 1000, judge: null },
    durationMs: index,
    usage: { inputTokens: 10, outputTokens: index, costUsd: 0.25 },
    ...(index % 7 === 0 ? { error: new TypeError(`No answer 💥 ${index}`) } : {}),
    metadata: { model: "small", nested: { deep: [index] } },
  };
}

/** The same case, as a reader has to return it. */
export function expectedCase(index: number): LoggedCase {
  const { error: _, output, scores: __, ...rest } = sampleCase(index);
  return {
    ...rest,
    ...(output === undefined ? {} : { output }),
    scores: {
      exact: index % 2 === 0 ? 1 : 0,
      tone: index % 5 === 0 ? NaN : index / 1000,
      judge: null,
    },
    ...(index % 7 === 0 ? { error: { name: "TypeError", message: `No answer 💥 ${index}` } } : {}),
  };
}
