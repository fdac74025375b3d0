/**
 * Detects the runtime (Deno, Bun, Node or a browser) for the whole library. Everything here is
 * optional and survives a missing permission. In Deno nothing here causes a prompt.
 *
 * @module
 */

import type {
  BrowserDatabases,
  BrowserStorage,
  KeyRanges,
  Locks,
  Texts,
} from "./ports/browser_storage.ts";

/** Built-in modules of the runtime that the library loads by name. */
export interface BuiltinModules {
  /** Async scopes. */
  readonly "node:async_hooks": typeof import("node:async_hooks");
  /** Child processes, to run `git`. */
  readonly "node:child_process": typeof import("node:child_process");
  /** Digests of streams. */
  readonly "node:crypto": typeof import("node:crypto");
  /** Files. */
  readonly "node:fs": typeof import("node:fs");
  /** HTTP. */
  readonly "node:http": typeof import("node:http");
  /** The home folder and the machine's name. */
  readonly "node:os": Pick<typeof import("node:os"), "homedir" | "hostname">;
  /** The embedded database. */
  readonly "node:sqlite": typeof import("node:sqlite");
  /** Streams, and their conversion to web streams. */
  readonly "node:stream": typeof import("node:stream");
  /** Threads. */
  readonly "node:worker_threads": Pick<typeof import("node:worker_threads"), "isMainThread">;
  /** CRC-32, which older runtimes lack. */
  readonly "node:zlib": Partial<Pick<typeof import("node:zlib"), "crc32">>;
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
}

type PermissionName = "env" | "read" | "run" | "sys";

interface Globals {
  readonly performance?: { readonly memory?: { readonly usedJSHeapSize?: number } };
  readonly process?: ProcessLike;
  readonly Deno?: {
    readonly version: { readonly deno: string };
    readonly permissions: { querySync(descriptor: object): { readonly state: string } };
    createHttpClient?(options: { readonly caCerts: readonly string[] }): { close(): void };
  };
  readonly Bun?: { readonly version: string };
  readonly navigator?: { readonly userAgent?: string; readonly locks?: Locks };
  readonly location?: { readonly href: string };
  readonly indexedDB?: BrowserDatabases;
  readonly IDBKeyRange?: KeyRanges;
  readonly localStorage?: Texts;
}

// The globals differ by runtime; this type marks those that may be absent.
const globals = globalThis as unknown as Globals;

/**
 * Returns a built-in module of the runtime. Undefined if there is no such module, as in browsers
 * and older runtimes.
 */
export function builtin<Name extends keyof BuiltinModules>(
  name: Name,
): BuiltinModules[Name] | undefined {
  // getBuiltinModule returns the module of that name.
  return attempt(() => globals.process?.getBuiltinModule?.(name)) as
    | BuiltinModules[Name]
    | undefined;
}

/** Checks whether this is a server-side runtime, one with built-in modules. */
export function hasProcess(): boolean {
  return typeof globals.process?.getBuiltinModule === "function";
}

/** Reads an environment variable. Undefined if it is unset, not permitted or in a browser. */
export function readEnvironment(name: string): string | undefined {
  if (!permitted("env", { variable: name })) return undefined;
  return attempt(() => globals.process?.env?.[name]) || undefined;
}

/**
 * Returns the storage of a browser. Undefined in other runtimes, and if the page may not store
 * anything.
 */
export function browserStorage(): BrowserStorage | undefined {
  if (hasProcess()) return undefined;
  return attempt(() => {
    const { indexedDB, IDBKeyRange: keyRanges } = globals;
    if (!indexedDB || !keyRanges) return undefined;
    return {
      indexedDB,
      keyRanges,
      locks: attempt(() => globals.navigator?.locks),
      texts: attempt(() => globals.localStorage),
      onLeave,
    };
  });
}

function onLeave(listener: (isGone: boolean) => void): () => void {
  const ends = new AbortController();
  for (const event of ["pagehide", "visibilitychange"]) {
    const leave = (): void => listener(event === "pagehide");
    globalThis.addEventListener(event, leave, { signal: ends.signal, capture: true });
  }
  return () => ends.abort();
}

/** Reads a text file. Undefined if it does not exist or may not be read. */
export function readTextFile(path: string): string | undefined {
  if (!permitted("read", { path })) return undefined;
  return attempt(() => builtin("node:fs")?.readFileSync(path, "utf8"));
}

/** Checks whether the runtime permits reading a file. */
export function mayReadFile(path: string): boolean {
  return permitted("read", { path });
}

/** Returns the home folder as the AWS SDK finds it; undefined if unknown or not permitted. */
export function homeFolder(): string | undefined {
  const path = readEnvironment("HOMEPATH");
  const named = readEnvironment("HOME") ?? readEnvironment("USERPROFILE") ??
    (path && `${readEnvironment("HOMEDRIVE") ?? "C:\\"}${path}`);
  if (named !== undefined) return named;
  const isPermitted = permitted("sys", { kind: "uid" }) && permitted("sys", { kind: "homedir" });
  return isPermitted ? attempt(() => builtin("node:os")?.homedir()) : undefined;
}

/** Checks whether this is a web page or its worker, where browser rules restrict requests. */
export function isWebPage(): boolean {
  return !hasProcess() && globals.location !== undefined;
}

/** A `fetch` that trusts more certificates, with a function to close it. */
export interface TrustingFetch {
  /** Sends a request. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Closes its connections. */
  readonly close: () => void;
}

/**
 * Returns a `fetch` that trusts certificates in addition to the runtime's own. Undefined in Node and
 * browsers, where a library cannot add any.
 *
 * @param certificates One or more certificates in PEM format
 */
export function trustingFetch(certificates: string): TrustingFetch | undefined {
  const { Deno, Bun } = globals;
  if (Deno?.createHttpClient) {
    const client = Deno.createHttpClient({ caCerts: [certificates] });
    return {
      fetch: (request) => globalThis.fetch(request, extended({ client })),
      close: () => client.close(),
    };
  }
  if (Bun) {
    return {
      fetch: (request) => globalThis.fetch(request, extended({ tls: { ca: certificates } })),
      close() {},
    };
  }
  return undefined;
}

/** Runtime-specific members that the standard type of `fetch` lacks. */
function extended(own: object): RequestInit {
  return own;
}

/** Reads a text file without blocking the program: a network disk may not answer. */
export async function loadTextFile(path: string): Promise<string | undefined> {
  if (!permitted("read", { path })) return undefined;
  return await builtin("node:fs")?.promises.readFile(path, "utf8").catch(() => undefined);
}

/** Returns the working directory, if it is known. */
export function workingDirectory(): string | undefined {
  return permitted("read", { path: "." }) ? attempt(() => globals.process?.cwd?.()) : undefined;
}

/** Returns the entry point: the script's path, or the page's address without query and fragment. */
export function entryPoint(): string | undefined {
  const { location } = globals;
  if (!hasProcess()) return location?.href.split(/[?#]/)[0];
  return permitted("read", { path: "." }) ? attempt(() => globals.process?.argv?.[1]) : undefined;
}

/**
 * Returns name and version of the runtime: `deno 2.9.6`, `bun 1.4.5`, `node 24.1.0`, `browser …`.
 */
export function runtimeName(): string {
  const { Deno, Bun, process, navigator } = globals;
  if (Deno) return `deno ${Deno.version.deno}`;
  if (Bun) return `bun ${Bun.version}`;
  if (process?.versions?.["node"]) return `node ${process.versions["node"]}`;
  return `browser ${navigator?.userAgent ?? "unknown"}`;
}

/** Returns operating system and processor, such as `linux x64`. Undefined in browsers. */
export function platformName(): string | undefined {
  const { process } = globals;
  return process?.platform ? `${process.platform} ${process.arch ?? ""}`.trim() : undefined;
}

/**
 * Resources that the process has used so far. A member is undefined if the runtime does not report
 * it.
 */
export interface ProcessUsage {
  /** CPU time since the process began, in microseconds. */
  readonly cpuMicroseconds: number | undefined;
  /** Memory of the whole process, in bytes. */
  readonly residentBytes: number | undefined;
  /** Memory of the program's objects, in bytes. */
  readonly heapBytes: number | undefined;
}

/**
 * Measures the resources that the process has used so far. Of browsers, only Chromium reports its
 * heap.
 */
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
 * Runs a program and resolves with its trimmed output. Undefined if the program fails, may not run,
 * or takes too long. A program that hangs is killed, without waiting for its end.
 *
 * @param command Name or path of the program
 * @param timeoutMs Time limit, in milliseconds
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

/** Lets the process end while the timer is still set. Browsers do not need this. */
export function unrefTimer(timer: ReturnType<typeof setTimeout>): void {
  // Deno, Bun and Node return an object with unref; browsers return a number without it.
  (timer as RefTimer | number as RefTimer).unref?.();
}

/** Keeps the process alive while the timer is set, as a new timer does. */
export function refTimer(timer: ReturnType<typeof setTimeout> | undefined): void {
  // As above; undefined has no members either.
  (timer as RefTimer | number | undefined as RefTimer | undefined)?.ref?.();
}

interface RefTimer {
  ref?(): void;
  unref?(): void;
}

/** Checks a permission without a prompt. Recording must never make Deno prompt. */
export function permitted(name: PermissionName, descriptor: object): boolean {
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
