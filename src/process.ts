/**
 * Listens to the end of the process, and ends it. Only Deno, Bun and Node have a process, so no page
 * loads this.
 *
 * @module
 */
import { builtin } from "./runtime.ts";

/** Events of a process that is about to end. */
export type ProcessEvent =
  | "beforeExit"
  | "exit"
  | "uncaughtExceptionMonitor"
  | "uncaughtException"
  | "unhandledRejection"
  | ProcessSignal;

/** Signals that end a process unless it listens to them. */
export type ProcessSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

type Listener = (value: never) => void;

interface ProcessLike {
  readonly pid: number;
  readonly execArgv?: readonly string[];
  readonly stdin?: { readonly isTTY?: boolean };
  readonly stdout?: { readonly isTTY?: boolean };
  readonly stderr?: { readonly isTTY?: boolean };
  /** Counter of older versions of the package signal-exit. */
  readonly __signal_exit_emitter__?: { readonly count?: number };
  on(event: string, listener: Listener): unknown;
  prependListener(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  listeners(event: string): readonly unknown[];
  hasUncaughtExceptionCaptureCallback?(): boolean;
  kill(pid: number, signal: string): void;
  exit(code: number): never;
}

interface Globals {
  readonly process: ProcessLike;
  readonly Deno?: {
    readonly exitCode?: number;
    readonly permissions: { querySync(descriptor: object): { readonly state: string } };
  };
  readonly Bun?: object;
  /** Counter of the package signal-exit. */
  readonly [SIGNAL_EXIT]?: { readonly count?: number };
}

const SIGNAL_EXIT: unique symbol = Symbol.for("signal-exit emitter");

/** Numbers of the signals, the same on every system. */
const NUMBERS: Readonly<Record<ProcessSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

const SIGNALS: readonly ProcessSignal[] = ["SIGHUP", "SIGINT", "SIGTERM"];

// The globals differ by runtime; this type marks those that may be absent.
const globals = globalThis as unknown as Globals;

/** Listens to an event, before the listeners that are there, and returns what stops listening. */
export function listen<Value>(event: ProcessEvent, listener: (value: Value) => void): () => void {
  const { process } = globals;
  try {
    process.prependListener(event, listener);
  } catch {
    // A worker, or a system without this signal.
  }
  return () => void process.off(event, listener);
}

/**
 * Listens to the exit of the process: at its natural end, and when the program calls for it. Nothing
 * that the listener starts is awaited any more.
 *
 * @param listener Receives the exit code
 */
export function onExit(listener: (code: number) => void): () => void {
  const { process, Deno } = globals;
  process.on("exit", listener);
  // Deno.exit() has no other event.
  const unload = (): void => listener(Deno?.exitCode ?? 0);
  if (Deno) globalThis.addEventListener("unload", unload);
  return () => {
    process.off("exit", listener);
    if (Deno) globalThis.removeEventListener("unload", unload);
  };
}

/**
 * Whether an uncaught error does not end the process: the program itself handles it, or Bun reloads
 * the program when its files change.
 */
export function catchesErrors(): boolean {
  const { process } = globals;
  return process.listeners("uncaughtException").length > 0 ||
    process.hasUncaughtExceptionCaptureCallback?.() === true || isHot();
}

function isHot(): boolean {
  return globals.Bun !== undefined && globals.process.execArgv?.includes("--hot") === true;
}

/**
 * Whether an unhandled rejection ends the process without the event `uncaughtExceptionMonitor`, as in
 * Bun without a flag for rejections.
 */
export function hidesRejections(): boolean {
  const isMild = (flag: string): boolean => /^--unhandled-rejections=(none|warn)/.test(flag);
  const { Bun, process } = globals;
  return Bun !== undefined && !isHot() && !process.execArgv?.some(isMild);
}

/**
 * Whether the process may survive an uncaught error that nothing catches: in Deno, a listener to the
 * event `error` may keep it alive, and is called later.
 */
export function mayForgiveErrors(): boolean {
  return globals.Deno !== undefined;
}

/** Number of listeners to an event, without those of the package signal-exit. */
export function countListeners(event: ProcessEvent): number {
  const { process } = globals;
  const count = process.listeners(event).length;
  if (!(event in NUMBERS)) return count;
  // They end the process as soon as they are the only ones, so they decide nothing.
  const theirs = (globals[SIGNAL_EXIT]?.count ?? 0) + (process.__signal_exit_emitter__?.count ?? 0);
  return count - theirs;
}

/**
 * Returns the signals that the process was started to ignore, as `nohup` starts it: to listen to them
 * would undo that. Known only before anything listens to a signal.
 */
export function ignoredSignals(): ReadonlySet<ProcessSignal> {
  const mask = mayReadAnything() ? statusLine("SigIgn") : undefined;
  if (mask === undefined) return new Set(looksDetached() ? ["SIGHUP"] as const : []);
  const bits = BigInt(`0x${mask}`);
  const isIgnored = (number: number): boolean => (bits >> BigInt(number - 1) & 1n) === 1n;
  return new Set(SIGNALS.filter((signal) => isIgnored(NUMBERS[signal])));
}

/**
 * Whether the process seems to run under `nohup`, where its mask cannot be read: it writes to a file,
 * and has no terminal. Node listens to what its parent ignored.
 */
function looksDetached(): boolean {
  const { Deno, Bun, process: { stdin, stdout, stderr } } = globals;
  if (!Deno && !Bun || stdin?.isTTY || stdout?.isTTY || stderr?.isTTY) return false;
  try {
    return builtin("node:fs")?.fstatSync(1).isFile() === true;
  } catch {
    return false;
  }
}

/**
 * Keeps a signal ignored. As soon as anything listens to one signal, Deno lets every other one end the
 * process, and does so from then on.
 */
export function keepIgnored(signal: ProcessSignal): void {
  if (globals.Deno) globals.process.on(signal, () => {});
}

/** Deno reads `/proc` only with every permission, and might ask for one. */
function mayReadAnything(): boolean {
  const { Deno } = globals;
  return !Deno || ["read", "write", "net", "env", "sys", "run", "ffi"]
    .every((name) => Deno.permissions.querySync({ name }).state === "granted");
}

function statusLine(name: string): string | undefined {
  try {
    const status = builtin("node:fs")?.readFileSync("/proc/self/status", "utf8");
    return status && new RegExp(`^${name}:\\s*([0-9a-f]+)`, "m").exec(status)?.[1];
  } catch {
    // Not Linux.
    return undefined;
  }
}

/**
 * Time until a signal that nothing listens to may be sent again, in milliseconds. When Deno watches
 * files, it announces a restart as SIGTERM and restarts half a second later; a real signal would end
 * the watcher too.
 */
export function delayOf(signal: ProcessSignal): number {
  return globals.Deno && signal === "SIGTERM" ? 750 : 0;
}

/** Ends the process by a signal, as if nothing had listened to it. */
export function raise(signal: ProcessSignal): void {
  const { process } = globals;
  try {
    process.kill(process.pid, signal);
  } catch {
    process.exit(128 + NUMBERS[signal]);
  }
}
