/**
 * Holds the open runs of the process and the choice of signals that end them. All copies of this
 * library in a process share them, such as two bundles, or a program before and after a hot reload.
 *
 * @module
 */
import { LONGEST_TIMEOUT_MS } from "./wait.ts";
import type { Outcome } from "./status.ts";
import type { WatchedRun } from "./watched_run.ts";
import { checkArgument, checkOptions } from "../options.ts";
import { type Kind, listOf, numberFrom, oneOf } from "../kinds.ts";

/** A signal that ends a process. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** The signals that end open runs, and the time limit for delivery then. */
export interface SignalChoice {
  /** Signals to listen to. */
  readonly signals: readonly EndSignal[];
  /** Time limit, in milliseconds. */
  readonly timeoutMs: number;
}

/** State that all copies of this library in a process share. */
export interface ProcessShare {
  /** The choice of signals. */
  choice: SignalChoice;
  /** The open runs, and what listens to the process for them; absent until the first run. */
  watch?: ProcessWatch;
}

/** The open runs of a process, and what listens to its end. */
export interface ProcessWatch {
  /** Runs that the end of the process would interrupt. */
  readonly runs: Set<WatchedRun>;
  /** The signals that the process was started to ignore. */
  readonly ignored: ReadonlySet<EndSignal>;
  /** Signals that something else listens to unseen: they did not end the process. */
  readonly foreign: Set<EndSignal>;
  /** Whether a signal is ending the process. Runs that open meanwhile must not catch it again. */
  isEnding: boolean;
  /** The outcome of all runs after an uncaught error that ends the process. */
  crash: Outcome | undefined;
  /** Timer that stops the listeners; absent before the first run has closed. */
  lingering?: ReturnType<typeof setTimeout>;
  /** Listeners while runs are open; the copy with the first run starts them. */
  listeners: { readonly choose: () => void; readonly stop: () => void } | undefined;
}

/** The number is that of the shape: copies of another shape do not share it. */
const KEY: unique symbol = Symbol.for("@runlog/sagemaker process end 1");
/** All signals that end a process. */
const SIGNALS: readonly EndSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
const TIMEOUT_MS = 10_000;

/** Returns the state that the copies share. */
export function processShare(): ProcessShare {
  // The key is this library's own.
  return (globalThis as { [KEY]?: ProcessShare })[KEY] ??= {
    choice: { signals: SIGNALS, timeoutMs: TIMEOUT_MS },
  };
}

const ACTION = "Cannot handle signals";

const CHOICE: Kind = {
  rule: `be false or a list of ${SIGNALS.join(", ")}`,
  allows: (value) => value === false || listOf(oneOf(...SIGNALS)).allows(value),
};

const OPTIONS = { timeoutMs: numberFrom(0, LONGEST_TIMEOUT_MS, " milliseconds") };

/**
 * Chooses the signals that end the open runs of this process as Stopped. You need it only for another
 * choice: by default, SIGINT (Ctrl-C), SIGTERM and SIGHUP do so while a run is open. What is pending
 * is delivered within the time limit, and then the process ends by the signal, as it would have ended
 * without runlog. A second signal ends it at once.
 *
 * A signal that the program itself listens to with `process.on` belongs to the program: runlog neither
 * ends its runs nor the process then. If the program exits later, its open runs end as Stopped. A
 * listener of `Deno.addSignalListener` is not visible to runlog: it is called twice, unless you pass
 * `false`. A signal that the process was started to ignore, as with `nohup`, stays ignored. In
 * browsers and in worker threads of Node and Bun there are no signals.
 *
 * @param signals The signals to handle; `false` for none
 * @param options `timeoutMs`: time limit for delivery, 0 to 2,147,483,647 milliseconds, 10,000 by
 * default
 * @returns The function that restores the choice before
 * @throws {ArgumentError} If a signal or the time limit is invalid
 *
 * @example
 * ```ts
 * import { handleSignals } from "@runlog/sagemaker";
 *
 * const restore = handleSignals(["SIGTERM"], { timeoutMs: 5_000 });
 * restore();
 * handleSignals(false);
 * ```
 */
export function handleSignals(
  signals: readonly EndSignal[] | false = SIGNALS,
  options: { readonly timeoutMs?: number | undefined } = {},
): () => void {
  checkArgument(ACTION, "signals", signals, CHOICE);
  checkOptions(ACTION, options, OPTIONS);
  const { timeoutMs = TIMEOUT_MS } = options;
  const chosen = { signals: signals || [], timeoutMs };
  const share = processShare();
  const before = share.choice;
  const choose = (choice: SignalChoice): void => {
    share.choice = choice;
    share.watch?.listeners?.choose();
  };
  choose(chosen);
  return () => {
    if (share.choice === chosen) choose(before);
  };
}
