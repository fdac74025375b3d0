/**
 * Identifies this process, and finds out whether another one still runs. Like the runtime's other
 * facts, everything is optional, survives a missing permission and causes no prompt.
 *
 * @module
 */
import type { ProcessMark } from "./ports/run_holders.ts";
import { builtin, permitted, readTextFile } from "./runtime.ts";

/**
 * The state of a process: `same` if it certainly runs, `some` if a process with its ID runs, `gone`
 * if it certainly ended, `unknown` on another machine or without permission.
 */
export type ProcessState = "same" | "some" | "gone" | "unknown";

interface Processes {
  readonly process?: {
    readonly pid?: number;
    kill?(processId: number, signal: 0): unknown;
  };
  readonly WorkerGlobalScope?: unknown;
}

// The globals differ by runtime; this type marks those that may be absent.
const globals = globalThis as unknown as Processes;

let mark: ProcessMark | undefined;

/** Returns the identity of this process. */
export function thisProcess(): ProcessMark {
  if (mark) return mark;
  const processId = globals.process?.pid;
  return mark = {
    host: processId === undefined ? undefined : hostName(),
    processId,
    processStart: processId === undefined ? undefined : statOf(processId)?.start,
    // In Deno's workers, `isMainThread` is true.
    isWorker: globals.WorkerGlobalScope !== undefined ||
      builtin("node:worker_threads")?.isMainThread === false,
  };
}

/** Finds out whether a process still runs. */
export function stateOf({ host, processId, processStart }: ProcessMark): ProcessState {
  const own = thisProcess();
  if (host === undefined || processId === undefined || host !== own.host) return "unknown";
  if (processId === own.processId && processStart === own.processStart) return "same";
  const stat = statOf(processId);
  if (!stat) return ask(processId);
  if (stat.hasEnded) return "gone";
  return processStart === undefined ? "some" : stat.start === processStart ? "same" : "gone";
}

/** Sends signal 0, which does nothing, to a process. */
function ask(processId: number): ProcessState {
  const { process } = globals;
  if (!process?.kill || !permitted("run", {})) return "unknown";
  try {
    process.kill(processId, 0);
    return "some";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // A process of another user runs, although it cannot be sent a signal.
    return code === "ESRCH" ? "gone" : code === "EPERM" ? "some" : "unknown";
  }
}

/**
 * Returns the machine on which process IDs are unique. In Linux it consists of the boot and of the
 * namespace of IDs: containers can share their host's name. Elsewhere it is the machine's name.
 */
function hostName(): string | undefined {
  const boot = readTextFile("/proc/sys/kernel/random/boot_id")?.trim();
  try {
    if (boot) return `${boot} ${builtin("node:fs")?.readlinkSync("/proc/self/ns/pid")}`;
    return permitted("sys", { kind: "hostname" }) ? builtin("node:os")?.hostname() : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the state and the start of a process, which only Linux states in a file. */
function statOf(
  processId: number,
): { readonly hasEnded: boolean; readonly start: string | undefined } | undefined {
  const text = readTextFile(`/proc/${processId}/stat`);
  // The name before the bracket may contain anything; state and start are the 3rd and 22nd fields.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  // A killed process remains, as a zombie, until its parent has asked for its exit code.
  return fields && { hasEnded: /^[ZXx]/.test(fields[0] ?? ""), start: fields[19] };
}
