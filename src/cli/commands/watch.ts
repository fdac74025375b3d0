/**
 * `runlog watch` and `runlog wait`: follow runs until they end.
 *
 * @module
 */
import { getRun, listRuns, type RunRecord, type Session } from "../../../mod.ts";
import { measurementText } from "../../text/numbers.ts";
import { utcText } from "../../text/times.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../usage_error.ts";

/** Options of `watch` and `wait`. */
export interface FollowOptions {
  /** Time between two reads, in seconds. */
  readonly interval?: number;
  /** Longest time to wait, in seconds. */
  readonly timeout?: number;
}

const INTERVAL_SECONDS = 2;
const MOST_METRICS = 6;

/** Exit code after the time limit, as of timeout(1). */
const TIMED_OUT = 124;

/** The experiment, and the run if it is one. */
interface Followed {
  readonly experimentName: string;
  readonly runName: string | undefined;
}

/**
 * Prints each change of a run: its status and the last values of its metrics. It ends with the
 * run; an experiment is followed until the command is interrupted.
 */
export async function watch(
  context: Context,
  session: Session,
  followed: Followed,
  options: FollowOptions,
): Promise<void> {
  const shown = new Map<string, string>();
  await follow(context, session, followed, options, (runs) => {
    for (const run of runs.toReversed()) {
      const text = lineOf(run);
      if (shown.get(run.runName) === text) continue;
      shown.set(run.runName, text);
      if (context.out.isJson) context.out.json(run);
      else context.out.line(`${utcText(run.lastModifiedTime ?? run.startTime)}  ${text}`);
    }
    return followed.runName !== undefined && runs.every(isOver);
  });
}

/**
 * Waits until a run, or every run of an experiment, has ended. The exit code is 0 if all of them are
 * completed, 1 if one is not, and 124 after the time limit.
 */
export async function wait(
  context: Context,
  session: Session,
  followed: Followed,
  options: FollowOptions,
): Promise<void> {
  const runs = await follow(context, session, followed, options, (runs) => runs.every(isOver));
  if (context.out.isJson) context.out.json(runs);
  else for (const run of runs) context.out.line(lineOf(run));
  if (!runs.every(isOver)) {
    context.messages.line(`Still running after ${options.timeout} s`);
    return context.exit(TIMED_OUT);
  }
  if (runs.some(({ status }) => status !== "Completed")) context.exit(1);
}

/** Reads the runs again and again, until they are done, the time is over or the command is interrupted. */
async function follow(
  { signal }: Context,
  session: Session,
  { experimentName, runName }: Followed,
  { interval = INTERVAL_SECONDS, timeout = Infinity }: FollowOptions,
  isDone: (runs: readonly RunRecord[]) => boolean,
): Promise<readonly RunRecord[]> {
  const deadline = performance.now() + timeout * 1000;
  while (true) {
    const runs = runName === undefined
      ? await Array.fromAsync(listRuns({ experimentName, session, signal }))
      : [await getRun({ experimentName, runName }, { session, signal })];
    const left = deadline - performance.now();
    if (isDone(runs) || left <= 0) return runs;
    await pause(Math.min(interval * 1000, left), signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}

function isOver({ status }: RunRecord): boolean {
  return status !== "InProgress" && status !== "Stopping";
}

function lineOf(run: RunRecord): string {
  const metrics = Object.entries(run.metrics)
    .filter(([name]) => !name.startsWith("system/"))
    .slice(0, MOST_METRICS)
    .map(([name, { last, count }]) => `${name}=${measurementText(last)} (${count})`);
  const status = [run.status, run.statusMessage].filter(Boolean).join(": ");
  return [run.runName, status, ...metrics].join("  ");
}

/**
 * Reads a number of seconds.
 *
 * @throws {UsageError} If the text is no such number
 */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0 && Number.isFinite(seconds)) return seconds;
  throw new UsageError(`Expected a number of seconds, got "${text}"`);
}
