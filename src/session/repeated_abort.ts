/**
 * Makes aborts final in Deno, whose `node:http` sends a request again that was aborted on a kept-alive
 * connection ([denoland/deno#36786](https://github.com/denoland/deno/issues/36786)). The request
 * handler of a caller's own AWS SDK client uses it, and an endpoint that does not answer the repeated
 * request keeps the process alive.
 *
 * @module
 */
import { unrefTimer } from "../runtime.ts";
import { follow } from "./abort.ts";

/** Waits before the repetitions of an abort, in milliseconds. One that comes too early has no effect. */
const REPEATED_AFTER_MS = [0, 10, 50, 250, 1_000, 5_000];

/** A signal, and the function that detaches it from the one it follows. */
export interface RepeatedAbort {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/**
 * Creates a signal that follows another, and calls its listeners again after an abort until they have
 * been removed. The AWS SDK's handler removes its listener when the connection has closed.
 */
export function repeatAbort(source: AbortSignal): RepeatedAbort {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = new Set<EventListenerOrEventListenerObject>();
  const { addEventListener, removeEventListener } = signal;
  const tell = (): void => {
    const event = new Event("abort");
    for (const listener of listeners) {
      // Each runtime has a type of its own for the event that it dispatches.
      if (typeof listener === "function") listener.call(signal, event as never);
      else listener.handleEvent(event);
    }
  };
  Object.assign(signal, {
    addEventListener(...args: Parameters<typeof addEventListener>) {
      const [type, listener] = args;
      if (type !== "abort") return addEventListener.apply(signal, args);
      if (listener) listeners.add(listener);
    },
    removeEventListener(...args: Parameters<typeof removeEventListener>) {
      const [type, listener] = args;
      if (type !== "abort") return removeEventListener.apply(signal, args);
      if (listener) listeners.delete(listener);
    },
  });
  const repeat = (done: number): void => {
    tell();
    const delay = REPEATED_AFTER_MS[done];
    if (listeners.size === 0 || delay === undefined) return;
    unrefTimer(setTimeout(() => repeat(done + 1), delay));
  };
  addEventListener.call(signal, "abort", () => repeat(0), { once: true });
  return { signal, release: follow(controller, source) };
}
