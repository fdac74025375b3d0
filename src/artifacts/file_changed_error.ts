/**
 * Defines the error of a file that changed while it was read.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/** A change of a file while it was read. */
export type FileChange = "cut" | "rewritten" | "removed";

/** Size and time of a file at one moment. */
export interface FileState {
  /** Length in bytes. */
  readonly size: number;
  /** Time of the last modification. */
  readonly modified: Date;
}

/** The facts of a {@linkcode FileChangedError}. */
interface FileChangedFacts {
  readonly path: string;
  readonly change: FileChange;
  readonly before: FileState;
  readonly after: FileState | undefined;
}

/**
 * A file that was cut, rewritten or removed while it was read to be logged. Nothing of it is stored.
 * A file to which others only append is no such file: it is stored with the length it had.
 *
 * @example
 * ```ts
 * import { FileChangedError, withRun } from "@runlog/sagemaker";
 *
 * const path = `${await Deno.makeTempDir()}/checkpoint.bin`;
 * await Deno.writeFile(path, new Uint8Array(8));
 * await withRun({ experimentName: "demo" }, async (run) => {
 *   try {
 *     await run.logFile(path);
 *   } catch (error) {
 *     if (error instanceof FileChangedError) console.error(`${error.path} was ${error.change}`);
 *     else throw error;
 *   }
 * });
 * ```
 */
export class FileChangedError extends RunlogError {
  /** The error's name. */
  override name = "FileChangedError";
  /** Path of the file, or the name of a `File`. */
  readonly path: string;
  /** The change: `cut`, `rewritten` or `removed`. */
  readonly change: FileChange;
  /** Size and time when it was opened. */
  readonly before: FileState;
  /** Size and time when the change was found. Undefined if it was removed, or they are unknown. */
  readonly after: FileState | undefined;

  /**
   * @internal
   *
   * @param facts The file and what happened to it
   * @param options Options of `Error`; `cause` is the underlying error
   */
  constructor(facts: FileChangedFacts, options?: ErrorOptions) {
    super(
      `Cannot log file ${JSON.stringify(facts.path)}: it was ${described(facts)} while it was ` +
        'read. Log it when nothing writes to it, or pass onChange: "retry"',
      options,
    );
    this.path = facts.path;
    this.change = facts.change;
    this.before = facts.before;
    this.after = facts.after;
  }
}

function described({ change, before, after }: FileChangedFacts): string {
  return after === undefined || before.size === after.size
    ? change
    : `${change} (from ${before.size} to ${after.size} bytes)`;
}
