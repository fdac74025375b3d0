/**
 * Downloading a run's files to disk. Needs a runtime with files; loads in browsers.
 *
 * @module
 */
import type { RunReference } from "../runs/reference.ts";
import type { DownloadArtifactOptions, DownloadedArtifact } from "./download.ts";

/**
 * Downloads a file of a run's, or a folder that `logDirectory` logged. Each file is written beside its
 * place and takes it only when it is whole and its length and checksum are right, so that a download
 * that fails leaves what was there before. Folders on the way are made.
 *
 * @param run The run: names, a record or the run itself
 * @param name The artifact's name
 * @param path Where to: the path of the file, or of the folder. What is there is replaced, file by file
 * @param options Session, direction, owner, progress, signal
 * @returns What was downloaded
 * @throws {ArtifactNotFoundError} when the run has no such artifact, or its file is gone
 * @throws {RunNotFoundError} when there is no such run
 * @throws {IntegrityError} when the bytes are not what was uploaded
 * @throws {ArgumentError} when the artifact is not in S3, or there are no files here (browsers)
 *
 * @example
 * ```ts
 * import { downloadArtifact, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "downloaded" };
 * await withRun(names, (run) => run.logText("0.5", { name: "bias.txt" }));
 * const folder = await Deno.makeTempDir();
 * console.log((await downloadArtifact(names, "bias.txt", `${folder}/bias.txt`)).size); // 3
 * ```
 */
export async function downloadArtifact(
  run: RunReference,
  name: string,
  path: string,
  options: DownloadArtifactOptions = {},
): Promise<DownloadedArtifact> {
  const { download } = await import("./download.ts");
  return await download(run, name, path, options);
}
