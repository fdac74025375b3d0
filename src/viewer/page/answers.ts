/// <reference lib="dom" />
/**
 * Loads responses of the server for parts of the page.
 *
 * @module
 */
import { useEffect, useState } from "preact/hooks";
import { ask } from "./server.ts";

/** State of a request. */
export type Answer<Value> =
  | { readonly state: "waiting" }
  | { readonly state: "failed"; readonly error: unknown }
  | { readonly state: "there"; readonly value: Value };

/**
 * Returns the response to a request, which is repeated when its URL or `version` changes. In the
 * meantime the earlier response of the same URL stays.
 */
export function useAnswer<Value>(address: string, version: unknown = 0): Answer<Value> {
  return useWork((signal) => ask<Value>(address, signal), address, version);
}

/** Returns the result of some work, like {@linkcode useAnswer}. `key` identifies the work. */
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
