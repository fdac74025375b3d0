/**
 * Defines the oldest runtimes that the library works in. Older ones lack parts of SQLite, with which
 * a healthy store would seem damaged.
 *
 * @module
 */
import { runtimeName } from "./runtime.ts";

/** The oldest supported version of each runtime. */
export const OLDEST_RUNTIMES = { deno: "2.5.0", bun: "1.4.0", node: "22.13.0" } as const;

/**
 * Returns what is wrong with the version of this runtime, and what to do. Undefined if nothing is,
 * and in browsers.
 *
 * @param name Name and version of the runtime
 */
export function runtimeProblem(name: string = runtimeName()): string | undefined {
  const [runtime, version = ""] = name.split(" ");
  if (runtime !== "deno" && runtime !== "bun" && runtime !== "node") return undefined;
  const oldest = OLDEST_RUNTIMES[runtime];
  if (!isOlder(version, oldest)) return undefined;
  const title = titleOf(runtime);
  const others = Object.keys(OLDEST_RUNTIMES).map(titleOf).filter((other) => other !== title);
  return `this is ${title} ${version}, and runlog needs ${title} ${oldest} or later. ` +
    `Update ${title}, or use ${others.join(" or ")}`;
}

function titleOf(runtime: string): string {
  return runtime.replace(/^./, (letter) => letter.toUpperCase());
}

function isOlder(version: string, oldest: string): boolean {
  const [own, least] = [numbersOf(version), numbersOf(oldest)];
  const index = own.findIndex((number, index) => number !== least[index]);
  return (own[index] ?? 0) < (least[index] ?? 0);
}

/** Major, minor and patch. What follows, such as `-canary`, does not count. */
function numbersOf(version: string): readonly number[] {
  return /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
}
