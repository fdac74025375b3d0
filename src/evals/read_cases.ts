/**
 * Reads the cases of a run.
 *
 * @module
 */
import { IntegrityError } from "../artifacts/integrity_error.ts";
import { SESSION, SIGNAL, TEXT } from "../kinds.ts";
import { checkOptions, type OptionKinds } from "../options.ts";
import { openArtifact } from "../records/files/open_artifact.ts";
import type { OpenArtifactOptions } from "../records/files/stored_artifact.ts";
import type { RunReference } from "../records/runs/reference.ts";
import { decodeCases, type LoggedCase } from "./case.ts";

/** Number of times to open a file that is replaced while it is read. */
const ATTEMPTS = 5;

/** Options of {@linkcode readCases}. */
export interface ReadCasesOptions extends Pick<OpenArtifactOptions, "session" | "signal"> {
  /**
   * Name of the artifact.
   * @default "cases.jsonl"
   */
  readonly name?: string | undefined;
}

const KINDS: OptionKinds<ReadCasesOptions> = { name: TEXT, session: SESSION, signal: SIGNAL };

/**
 * Reads the cases of a run in the order in which they were added. The run may be open, or its process
 * may have been killed: then these are the cases that were stored until then. All cases are in memory.
 *
 * @param run The run: names, a record or the run itself
 * @param options Name of the artifact, session, signal
 * @returns The cases
 * @throws {ArtifactNotFoundError} If the run has no cases
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {IntegrityError} If the file is damaged, or was replaced during each of five reads
 * @throws {CaseFormatError} If the file was not written by {@linkcode logCases}
 *
 * @example
 * ```ts
 * import { withRun } from "@runlog/sagemaker";
 * import { logCases, readCases } from "@runlog/sagemaker/evals";
 *
 * const names = { experimentName: "capitals", runName: "read" };
 * await withRun(names, async (run) => {
 *   await using log = await logCases(run);
 *   log.add({ input: "France", output: "Paris", scores: { exact: 1, tone: NaN } });
 * });
 * console.log(await readCases(names)); // [ { input: "France", output: "Paris", scores: … } ]
 * ```
 */
export async function readCases(
  run: RunReference,
  options: ReadCasesOptions = {},
): Promise<readonly LoggedCase[]> {
  checkOptions("Cannot read cases", options, KINDS);
  const { name = "cases.jsonl", ...where } = options;
  for (let attempt = 1;; attempt++) {
    const file = await openArtifact(run, name, where);
    try {
      return decodeCases(await file.text());
    } catch (error) {
      // The run is open and has stored further cases since the file was opened.
      if (!(error instanceof IntegrityError) || attempt === ATTEMPTS) throw error;
    }
  }
}
