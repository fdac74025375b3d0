/**
 * Captures the origin of a run: commit and repository of the code, runtime and platform.
 *
 * @module
 */
import type { CreateTrialComponentRequest } from "@aws-sdk/client-sagemaker";
import { METADATA_LENGTH } from "../rules/limits.ts";
import { wireValue } from "../rules/parameters.ts";
import { storedText } from "../rules/stored_text.ts";
import type { GitFacts } from "./git_facts.ts";
import {
  builtin,
  entryPoint,
  hasProcess,
  platformName,
  runtimeName,
  workingDirectory,
} from "../runtime.ts";

/** Members of a new trial component that record its origin. */
export type Origin = Pick<CreateTrialComponentRequest, "Parameters" | "MetadataProperties">;

const LOCK_FILES = ["deno.lock", "bun.lock", "package-lock.json", "pnpm-lock.yaml", "yarn.lock"];

let captured: Promise<Origin> | undefined;

/**
 * Returns the origin of this process's runs, which is captured once. Git's commit and repository
 * are metadata. Runtime, platform, entry point, lock file and uncommitted changes are `env/…`
 * parameters. Facts that the runtime or its permissions do not provide are omitted.
 */
export function captureOrigin(): Promise<Origin> {
  return captured ??= capture();
}

async function capture(): Promise<Origin> {
  const directory = workingDirectory();
  const [{ commit, remote, isDirty }, lock] = await Promise.all([
    gitFactsOf(directory),
    lockFileHash(),
  ]);
  const facts: Record<string, string | undefined> = {
    "env/runtime": runtimeName(),
    "env/platform": platformName(),
    "env/entry_point": relativeTo(directory, entryPoint()),
    "env/lock_file": lock,
    "env/git_dirty": isDirty === undefined ? undefined : String(isDirty),
  };
  const metadata = {
    ...(commit === undefined ? {} : { CommitId: commit.slice(0, METADATA_LENGTH) }),
    ...(remote === undefined ? {} : {
      Repository: storedText(withoutSecrets(remote), METADATA_LENGTH),
    }),
  };
  return {
    Parameters: Object.fromEntries(
      Object.entries(facts).flatMap(([name, value]) => value ? [[name, wireValue(value)]] : []),
    ),
    ...(Object.keys(metadata).length > 0 ? { MetadataProperties: metadata } : {}),
  };
}

/** Reads the Git facts. Browser pages have no Git: the result is then empty. */
async function gitFactsOf(directory: string | undefined): Promise<GitFacts> {
  if (!hasProcess()) return {};
  const { gitFacts } = await import("./git_facts.ts");
  return await gitFacts(directory);
}

/** Returns `name sha256:…` of the lock file in the working directory. */
async function lockFileHash(): Promise<string | undefined> {
  const fs = builtin("node:fs");
  if (!fs || workingDirectory() === undefined) return undefined;
  for (const name of LOCK_FILES) {
    const bytes = await fs.promises.readFile(name).catch(() => undefined);
    if (!bytes) continue;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return `${name} sha256:${hex}`;
  }
  return undefined;
}

/** Returns a remote's URL without the user, password or token that it may contain. */
export function withoutSecrets(remote: string): string {
  return remote.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1").split(/[?#]/)[0] ?? "";
}

function relativeTo(directory: string | undefined, path: string | undefined): string | undefined {
  if (!directory || !path?.startsWith(`${directory}/`)) return path;
  return path.slice(directory.length + 1);
}
