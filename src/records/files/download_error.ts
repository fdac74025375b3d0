/**
 * Defines the error for a folder that was not downloaded whole.
 *
 * @module
 */
import { RunlogError, shown } from "../../errors.ts";
import { countText } from "../../text/numbers.ts";

/** A file of a folder that was not downloaded. */
export interface FailedDownload {
  /** Path within the folder, with `/` as separator. */
  readonly within: string;
  /** The reason, in words. */
  readonly reason: string;
}

/** Maximum number of files that the message names. */
const NAMED = 3;

/**
 * Some files of a folder were not downloaded: the file system cannot hold their names, a link or
 * another file is in their way, or their bytes are damaged. The other files are there.
 *
 * @example
 * ```ts
 * import { downloadArtifact, DownloadError, withRun } from "@runlog/sagemaker";
 *
 * const names = { experimentName: "demo", runName: "with-table" };
 * await withRun(names, (run) => run.logText("a,b", { name: "a.csv", overwrite: true }));
 * const folder = await Deno.makeTempDir();
 * try {
 *   await downloadArtifact(names, "a.csv", `${folder}/a.csv`);
 * } catch (error) {
 *   if (!(error instanceof DownloadError)) throw error;
 *   for (const { within, reason } of error.failed) console.error(`${within}: ${reason}`);
 * }
 * ```
 */
export class DownloadError extends RunlogError {
  /** The error's name. */
  override name = "DownloadError";
  /** Path of the downloaded folder, as it was passed in. */
  readonly path: string;
  /** The source's `s3://` URL. */
  readonly uri: string;
  /** Number of files that are there. */
  readonly files: number;
  /** The files that are not. */
  readonly failed: readonly FailedDownload[];

  /**
   * @internal
   *
   * @param facts The fields
   * @param options The cause: the error of the first file that failed
   */
  constructor(
    facts: Pick<DownloadError, "path" | "uri" | "files" | "failed">,
    options?: ErrorOptions,
  ) {
    const { path, uri, files, failed } = facts;
    const named = failed.slice(0, NAMED).map(({ within, reason }) => `${shown(within)}: ${reason}`);
    const rest = failed.length > NAMED ? `; and ${failed.length - NAMED} more` : "";
    super(
      `Cannot download ${countText(failed.length, "file")} of ${uri} to ${shown(path)}: ` +
        `${named.join("; ")}${rest}. ${countText(files, "other file")} ` +
        `${files === 1 ? "was" : "were"} downloaded`,
      options,
    );
    this.path = path;
    this.uri = uri;
    this.files = files;
    this.failed = failed;
  }
}
