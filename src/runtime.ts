/**
 * The one place that asks where it runs: Deno, Bun, Node or a browser. Everything here is optional
 * and survives a missing permission; in Deno nothing here makes it prompt.
 *
 * @module
 */

import type { BrowserStorage, DatabaseFactory, Locks, Texts } from "./ports/browser_storage.ts";

/** The modules of the runtime that are asked for by name. */
export interface BuiltinModules {
  /** Async scopes. */
  readonly "node:async_hooks": typeof import("node:async_hooks");
  /** Running `git`. */
  readonly "node:child_process": typeof import("node:child_process");
  /** Digests of streams. */
  readonly "node:crypto": typeof import("node:crypto");
  /** Files. */
  readonly "node:fs": typeof import("node:fs");
  /** The embedded database. */
  readonly "node:sqlite": typeof import("node:sqlite");
}

interface ProcessLike {
  readonly env?: Record<string, string | undefined>;
  readonly argv?: readonly string[];
  readonly platform?: string;
  readonly arch?: string;
  readonly versions?: Record<string, string | undefined>;
  readonly pid?: number;
  cwd?(): string;
  cpuUsage?(): { readonly user: number; readonly system: number };
  memoryUsage?(): { readonly rss: number; readonly heapUsed: number };
  getBuiltinModule?(name: string): unknown;
  exit?(code: number): never;
  on?(event: string, listener: (value: never) => void): unknown;
  off?(event: string, listener: (value: never) => void): unknown;
}

type PermissionName = "env" | "read" | "run" | "sys";

interface Globals {
  readonly performance?: { readonly memory?: { readonly usedJSHeapSize?: number } };
  readonly process?: ProcessLike;
  readonly Deno?: {
    readonly version: { readonly deno: string };
    readonly permissions: { querySync(descriptor: object): { readonly state: string } };
  };
  readonly Bun?: { readonly version: string };
  readonly navigator?: { readonly userAgent?: string; readonly locks?: Locks };
  readonly location?: { readonly href: string };
  readonly indexedDB?: unknown;
  readonly IDBKeyRange?: unknown;
  readonly localStorage?: Texts;
}

// The globals differ by runtime; this view of them says which may be absent.
const globals = globalThis as unknown as Globals;

/** A module of the runtime, or undefined where there is none (browsers, older runtimes). */
export function builtin<Name extends keyof BuiltinModules>(
  name: Name,
): BuiltinModules[Name] | undefined {
  // What getBuiltinModule answers for a name is that module.
  return attempt(() => globals.process?.getBuiltinModule?.(name)) as
    | BuiltinModules[Name]
    | undefined;
}

/** Whether this is a server-side runtime: one with modules of its own. */
export function hasProcess(): boolean {
  return typeof globals.process?.getBuiltinModule === "function";
}

/** The parts of IndexedDB, as the global object of a browser has them. */
export interface BrowserDatabases {
  /** An `IDBFactory`. */
  readonly indexedDB: unknown;
  /** The `IDBKeyRange` class. */
  readonly IDBKeyRange: unknown;
  /** Texts; absent where the browser denies them. */
  readonly localStorage: Texts | undefined;
}

/** What a browser keeps databases with; undefined elsewhere, and where a page may keep none. */
export function browserDatabases(): BrowserDatabases | undefined {
  if (hasProcess()) return undefined;
  return attempt(() => {
    const { indexedDB, IDBKeyRange } = globals;
    if (!indexedDB || !IDBKeyRange) return undefined;
    return { indexedDB, IDBKeyRange, localStorage: attempt(() => globals.localStorage) };
  });
}

/** An environment variable; undefined when unset, not permitted or in a browser. */
export function readEnvironment(name: string): string | undefined {
  if (!permitted("env", { variable: name })) return undefined;
  return attempt(() => globals.process?.env?.[name]) || undefined;
}

/** The storage of a browser; undefined elsewhere, and where the browser denies it. */
export function browserStorage(): BrowserStorage | undefined {
  const databases = browserDatabases();
  if (!databases) return undefined;
  return {
    // The platform's own, of which the type names what is used.
    indexedDB: databases.indexedDB as DatabaseFactory,
    locks: attempt(() => globals.navigator?.locks),
    texts: databases.localStorage,
    onLeave(listener) {
      const ends = new AbortController();
      for (const event of ["pagehide", "visibilitychange"]) {
        globalThis.addEventListener(event, listener, { signal: ends.signal, capture: true });
      }
      return () => ends.abort();
    },
  };
}

/** The text of a file; undefined where there is none, or it may not be read. */
export function readTextFile(path: string): string | undefined {
  if (!permitted("read", { path })) return undefined;
  return attempt(() => builtin("node:fs")?.readFileSync(path, "utf8"));
}

/** The text of a file, without holding up the program: a disk of the network may not answer. */
export async function loadTextFile(path: string): Promise<string | undefined> {
  if (!permitted("read", { path })) return undefined;
  return await builtin("node:fs")?.promises.readFile(path, "utf8").catch(() => undefined);
}

/** The working directory, where it is known. */
export function workingDirectory(): string | undefined {
  return permitted("read", { path: "." }) ? attempt(() => globals.process?.cwd?.()) : undefined;
}

/** The script that was started: a path, or the page's address without query and fragment. */
export function entryPoint(): string | undefined {
  const { location } = globals;
  if (!hasProcess()) return location?.href.split(/[?#]/)[0];
  return permitted("read", { path: "." }) ? attempt(() => globals.process?.argv?.[1]) : undefined;
}

/** Name and version of the runtime: `deno 2.9.6`, `bun 1.4.5`, `node 24.1.0`, `browser …`. */
export function runtimeName(): string {
  const { Deno, Bun, process, navigator } = globals;
  if (Deno) return `deno ${Deno.version.deno}`;
  if (Bun) return `bun ${Bun.version}`;
  if (process?.versions?.["node"]) return `node ${process.versions["node"]}`;
  return `browser ${navigator?.userAgent ?? "unknown"}`;
}

/** Operating system and processor: `linux x64`. Undefined in browsers. */
export function platformName(): string | undefined {
  const { process } = globals;
  return process?.platform ? `${process.platform} ${process.arch ?? ""}`.trim() : undefined;
}

/** What the process has used so far; members that the runtime does not tell are undefined. */
export interface ProcessUsage {
  /** Time on processors, in microseconds since the process began. */
  readonly cpuMicroseconds: number | undefined;
  /** Memory of the whole process. */
  readonly residentBytes: number | undefined;
  /** Objects of the program. */
  readonly heapBytes: number | undefined;
}

/** What the process has used so far; of browsers, Chromium tells of its heap. */
export function processUsage(): ProcessUsage {
  const { process, performance } = globals;
  const cpu = attempt(() => process?.cpuUsage?.());
  const memory = attempt(() => process?.memoryUsage?.());
  return {
    cpuMicroseconds: cpu && cpu.user + cpu.system,
    residentBytes: memory?.rss,
    heapBytes: memory?.heapUsed ?? performance?.memory?.usedJSHeapSize,
  };
}

/**
 * The text a program prints, trimmed; undefined when it fails, may not run, or takes too long. A
 * program that hangs is killed and left behind: not even its death is waited for.
 *
 * @param command The program
 * @param args Its arguments
 * @param timeoutMs How long it may take, in milliseconds
 */
export function runProgram(
  command: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<string | undefined> {
  const childProcess = permitted("run", { command }) ? builtin("node:child_process") : undefined;
  if (!childProcess) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const options = { windowsHide: true } as const;
    const child = attempt(() =>
      childProcess.execFile(command, args, options, (error, stdout) => {
        clearTimeout(timer);
        resolve(error ? undefined : String(stdout).trim() || undefined);
      })
    );
    const timer = setTimeout(() => {
      resolve(undefined);
      attempt(() => child?.kill("SIGKILL"));
      // What waits for a disk that does not answer cannot even be killed.
      attempt(() => child?.stdout?.destroy());
      attempt(() => child?.stderr?.destroy());
      attempt(() => child?.unref());
    }, timeoutMs);
    if (child !== undefined) return;
    clearTimeout(timer);
    resolve(undefined);
  });
}

/** Listens to an event of the process; answers how to stop listening. Nothing in browsers. */
export function onProcessEvent(event: string, listener: (value: unknown) => void): () => void {
  const { process } = globals;
  attempt(() => process?.on?.(event, listener));
  return () => attempt(() => process?.off?.(event, listener));
}

/** Ends the process. */
export function exitProcess(code: number): void {
  globals.process?.exit?.(code);
}

/** Lets the process end although the timer is still set; browsers need nothing of the kind. */
export function unrefTimer(timer: ReturnType<typeof setTimeout>): void {
  // Deno, Bun and Node answer an object here, whose unref browsers' numbers lack.
  (timer as { unref?: () => void } | number as { unref?: () => void }).unref?.();
}

/** Deno prompts for what was not granted, which recording must never cause. */
function permitted(name: PermissionName, descriptor: object): boolean {
  const { Deno } = globals;
  if (!Deno) return true;
  return attempt(() => Deno.permissions.querySync({ name, ...descriptor }).state) === "granted";
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
