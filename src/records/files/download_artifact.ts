/**
 * Downloads a run's files to disk. Needs a runtime with a file system, but loads in browsers.
 *
 * @module
 */
import type { RunReference } from "../runs/reference.ts";
import type { DownloadArtifactOptions, DownloadedArtifact } from "./download.ts";

/**
 * Downloads a run's file, or a folder that `logDirectory` logged. Missing parent folders are
 * created.
 *
 * Each file is written next to its destination as `.runlog-download-….part`. It replaces the
 * destination only when it is complete and its length and checksum are verified. A failed download
 * therefore leaves existing files unchanged. Between 4 and 32 files of a folder are downloaded at a
 * time: twice as many after each round, unless that lowers the number of files per second.
 *
 * Nothing is written outside of the folder, whatever the keys in S3 are and whatever links are in
 * it: a link to a folder is not followed, and one to a file is replaced. Empty objects that only
 * show a folder (`model/`) are skipped. A file that the file system cannot hold, because of its name
 * or of another file in its way, is named by a `DownloadError` once all others are there.
 *
 * @param run The run: names, a record or the run itself
 * @param name The artifact's name
 * @param path Path of the downloaded file or folder. Existing files are replaced one by one
 * @param options Session, direction, owner, progress, signal
 * @returns The path, source, number of files and size of the download
 * @throws {ArtifactNotFoundError} If the run has no such artifact, or its file no longer exists
 * @throws {RunNotFoundError} If the run does not exist
 * @throws {IntegrityError} If the bytes of the file differ from the uploaded ones
 * @throws {DownloadError} If files of a folder could not be downloaded; the others were
 * @throws {ArgumentError} If the artifact is not in S3, a file cannot have the path, or the runtime
 * has no file system (browsers)
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
