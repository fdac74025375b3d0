/**
 * Opens a file of a run.
 *
 * @module
 */
import type { RunReference } from "../runs/reference.ts";
import type { OpenArtifactOptions, StoredArtifact } from "./stored_artifact.ts";

/**
 * Opens a file of a run. Each method of the result reads the bytes again and verifies length and
 * checksum.
 *
 * @param run The run: names, a record or the run itself. A record contains the artifacts at the
 * time it was read; artifacts of an open run are available after `run.flush()`
 * @param name The artifact's name
 * @param options Session, direction, owner, signal
 * @returns The file, not yet read
 * @throws {ArtifactNotFoundError} If the run has no such artifact, or its file no longer exists
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {ArgumentError} If the artifact is not a file in S3, or is a folder
 *
 * @example
 * ```ts
 * import { openArtifact, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "opened" };
 * await withRun(names, (run) => run.logJson({ bias: 0.5 }, { name: "model.json" }));
 * const model = await openArtifact(names, "model.json");
 * console.log(model.size, await model.json()); // 12 { bias: 0.5 }
 * ```
 */
export async function openArtifact(
  run: RunReference,
  name: string,
  options: OpenArtifactOptions = {},
): Promise<StoredArtifact> {
  const { findFile } = await import("./stored_artifact.ts");
  return await findFile(run, name, options);
}
