/// <reference lib="dom" />
/**
 * Answers of the server that parts of the page show.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { ask } from "./server.ts";

/** What became of a question. */
export type Answer<Value> =
  | { readonly state: "waiting" }
  | { readonly state: "failed"; readonly error: unknown }
  | { readonly state: "there"; readonly value: Value };

/**
 * The answer to a question, asked anew when its address or `version` changes. Meanwhile the answer to
 * the same address stays.
 */
export function useAnswer<Value>(address: string, version: unknown = 0): Answer<Value> {
  return useWork((signal) => ask<Value>(address, signal), address, version);
}

/** What comes of some work, as {@linkcode useAnswer}: `key` says what the work is about. */
export function useWork<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
  key: string,
  version: unknown = 0,
): Answer<Value> {
  const [held, setHeld] = useState<{ readonly key: string; readonly answer: Answer<Value> }>();
  useEffect(() => {
    const ended = new AbortController();
    const hold = (answer: Answer<Value>): void => {
      if (!ended.signal.aborted) setHeld({ key, answer });
    };
    work(ended.signal).then(
      (value) => hold({ state: "there", value }),
      (error) => hold({ state: "failed", error }),
    );
    return () => ended.abort();
  }, [key, version]);
  return held?.key === key ? held.answer : { state: "waiting" };
}
