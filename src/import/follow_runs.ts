/**
 * Imports runs while other programs record them.
 *
 * @module
 */
import { FUNCTION, numberFrom, required, SIGNAL } from "../kinds.ts";
import { type OptionKinds, requireOptions } from "../options.ts";
import { pause } from "../session/retry.ts";
import type { RunSource } from "./foreign_run.ts";
import { IMPORT_OPTIONS, importRuns, sourcesOf } from "./import_runs.ts";
import type { ImportRunsOptions, ImportSummary } from "./summary.ts";

/** Options of {@linkcode followRuns}. */
export interface FollowRunsOptions extends Omit<ImportRunsOptions, "dryRun" | "isLive" | "signal"> {
  /**
   * Time between two checks of the files, in milliseconds, from 100.
   * @default 5000
   */
  readonly intervalMs?: number | undefined;
  /**
   * Called after each import, of which there is one whenever files have changed. The next one waits
   * for the promise.
   */
  readonly onImport?: ((summary: ImportSummary) => void | Promise<void>) | undefined;
  /** Ends the following, after a last import. */
  readonly signal: AbortSignal;
}

const LEAST_INTERVAL_MS = 100;
const INTERVAL_MS = 5_000;

const { dryRun: _dryRun, isLive: _isLive, ...SHARED } = IMPORT_OPTIONS;

const OPTIONS: OptionKinds<FollowRunsOptions> = {
  ...SHARED,
  intervalMs: numberFrom(LEAST_INTERVAL_MS),
  onImport: FUNCTION,
  signal: required(SIGNAL),
};

/**
 * Imports runs while other programs record them, as `importRuns` does with `isLive`: at once, and
 * again whenever their files have changed. Once the signal aborts, a last import ends the runs whose
 * source does not state their end.
 *
 * @param options Source, destination and signal
 * @returns The outcome of the last import
 * @throws {ArgumentError} If an option has an invalid value, or nothing known is in the files
 *
 * @example
 * ```ts
 * import { followRuns } from "@runlog/sagemaker/import";
 * import { localSession } from "@runlog/sagemaker/local";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/log.csv`, "step,loss\n0,0.9\n");
 * const end = new AbortController();
 * const onImport = () => end.abort();
 * await followRuns({ from: folder, to: session, signal: end.signal, onImport });
 * ```
 */
export async function followRuns(options: FollowRunsOptions): Promise<ImportSummary> {
  requireOptions("Cannot follow runs", options, OPTIONS);
  const { intervalMs = INTERVAL_MS, onImport, signal, ...rest } = options;
  const imported = async (isLive: boolean): Promise<ImportSummary> => {
    const summary = await importRuns({ ...rest, isLive });
    await onImport?.(summary);
    return summary;
  };
  let seen: string | undefined;
  while (!signal.aborted) {
    const version = await versionOf(await sourcesOf(rest.from, undefined));
    if (version === undefined || version !== seen) await imported(true);
    seen = version;
    await pause(intervalMs, signal).catch(() => {});
  }
  return await imported(false);
}

/** Returns a text that changes whenever a source does; undefined for a source without a version. */
async function versionOf(sources: readonly RunSource[]): Promise<string | undefined> {
  const versions: string[] = [];
  for (const { version } of sources) {
    if (!version) return undefined;
    versions.push(await version());
  }
  return versions.join("\n\n");
}
