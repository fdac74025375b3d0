/**
 * Starts a log of cases.
 *
 * @module
 */
import { type FileSource, type OpenFile, openSource } from "../artifacts/source.ts";
import { SOURCE } from "../artifacts/source_kinds.ts";
import { ArgumentError } from "../errors.ts";
import { FLAG, FUNCTION, NUMBER, recordOf, TEXT } from "../kinds.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../options.ts";
import type { Run } from "../run/run.ts";
import { closeFile } from "../run/steady_upload.ts";
import { CaseLog, storeCases } from "./case_log.ts";

/** Options of {@linkcode logCases}. */
export interface LogCasesOptions {
  /**
   * The data set, which becomes an input artifact. Its SHA-256 becomes the parameter
   * `dataset_sha256`, so that runs over different data sets are not compared by mistake.
   * @default none
   */
  readonly dataset?: FileSource | undefined;
  /**
   * The prompt, which becomes an input artifact. Its SHA-256 becomes the parameter `prompt_sha256`.
   * Pass a text as `new Blob([text])`; a string is a path.
   * @default none
   */
  readonly prompt?: FileSource | undefined;
  /**
   * Name of the artifact that holds the cases.
   * @default "cases.jsonl"
   */
  readonly name?: string | undefined;
  /**
   * Smallest score that passes. A case without `passed` passes if it has no error and all its scores
   * reach this; NaN does not, and `null` is omitted. A case without error and scores is not judged.
   * @default 1
   */
  readonly passScore?: number | undefined;
  /**
   * Whether to replace files of these names, for example when a killed evaluation starts again.
   * @default false: a name that is already in use is an error
   */
  readonly overwrite?: boolean | undefined;
}

const ACTION = "Cannot log cases";

const KINDS: OptionKinds<LogCasesOptions> = {
  dataset: SOURCE,
  prompt: SOURCE,
  name: TEXT,
  passScore: NUMBER,
  overwrite: FLAG,
};

const OPEN_RUN = recordOf("be an open run", {
  logFile: FUNCTION,
  logMetrics: FUNCTION,
  logParameters: FUNCTION,
  flush: FUNCTION,
});

/**
 * Logs the cases of an evaluation to one JSON Lines artifact of a run. The file is stored while the
 * evaluation runs, each time whole, so it never ends within a case: after a kill it has all cases but
 * those of the last second or of the last upload. Cases are in memory until the log is closed.
 *
 * Closing logs one value per metric: the mean of each score under the score's name (without `null`,
 * NaN and infinities), `cases`, `errors`, `pass_rate` (of the judged cases), `latency_ms.p50` and
 * `latency_ms.p95` (interpolated), and the totals `tokens.input`, `tokens.output`, `tokens.total` and
 * `cost_usd`. A case that threw has no part in the means, and has not passed.
 *
 * @param run The open run
 * @param options Data set, prompt, name of the artifact, scores that pass
 * @returns The log, whose `add` takes a case
 * @throws {ArgumentError} If an option is invalid or a name is in use
 * @throws the upload's error. See {@linkcode Run.logFile}
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 * import { logCases } from "@runlog/sagemaker/evals";
 *
 * await withRun({ experimentName: "capitals" }, async (run) => {
 *   await using log = await logCases(run, { prompt: new Blob(["Name the capital."]) });
 *   log.add({
 *     id: "fr",
 *     input: { country: "France" },
 *     output: "Paris",
 *     expected: "Paris",
 *     scores: { exact: true },
 *     durationMs: 412,
 *     usage: { inputTokens: 21, outputTokens: 2, costUsd: 0.0001 },
 *   });
 * });
 * ```
 */
export async function logCases(run: Run, options: LogCasesOptions = {}): Promise<CaseLog> {
  checkArgument(ACTION, "run", run, OPEN_RUN);
  checkOptions(ACTION, options, KINDS);
  const { dataset, prompt, name = "cases.jsonl", passScore = 1, overwrite = false } = options;
  if (dataset !== undefined) await logInput(run, "dataset", dataset, overwrite);
  if (prompt !== undefined) await logInput(run, "prompt", prompt, overwrite);
  await storeCases(run, name, new Blob([]), overwrite);
  // The run lists the artifact from now on, whatever happens to the process.
  await run.flush();
  return new CaseLog(run, name, passScore);
}

/** Logs an input file and its hash. A stream can be read once, so its bytes are kept for both. */
async function logInput(
  run: Run,
  kind: "dataset" | "prompt",
  source: FileSource,
  overwrite: boolean,
): Promise<void> {
  const file = await openInput(kind, source);
  try {
    const bytes = new Uint8Array(await new Response(file.body).arrayBuffer());
    const name = file.name ?? kind;
    const { mediaType } = file;
    await run.logFile(bytes, { name, mediaType, isOutput: false, overwrite });
    run.logParameters({ [`${kind}_sha256`]: await sha256(bytes) });
  } finally {
    await closeFile(file, undefined);
  }
}

/** Opens an input. Errors contain the name of the option. */
async function openInput(kind: string, source: FileSource): Promise<OpenFile> {
  try {
    return await openSource(source);
  } catch (cause) {
    if (!(cause instanceof ArgumentError)) throw cause;
    const { value, rule } = cause;
    throw new ArgumentError(ACTION, { argument: kind, value, rule }, { cause });
  }
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
