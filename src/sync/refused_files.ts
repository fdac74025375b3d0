/**
 * Remembers the files of a run that cannot be stored at the destination, so that they cost neither
 * the rest of the run nor another request until they change.
 *
 * @module
 */
import { codeOf } from "../session/aws_errors.ts";
import type { RunCursor } from "./cursor.ts";
import type { FileCopy } from "./files.ts";
import type { SyncProblem } from "./problem.ts";

/** Codes by which S3, and servers that answer like it, reject one object and not its bucket. */
const REFUSALS: ReadonlySet<string> = new Set([
  "KeyTooLongError",
  "InvalidURI",
  "InvalidObjectName",
  "EntityTooLarge",
  // MinIO's.
  "XMinioInvalidObjectName",
  "XMinioParentIsObject",
  "XMinioInvalidResourceName",
  // Of the destination that `mlflow()` returns.
  "MlflowArtifactError",
]);

/** Whether an error means that this file in particular cannot be stored. */
export function isFileRefusal(error: unknown): boolean {
  return REFUSALS.has(codeOf(error) ?? "");
}

/** Remembers that a file cannot be stored. */
export function refuseFile(
  cursor: RunCursor,
  { address, etag }: FileCopy,
  reason: string,
): void {
  cursor.refusedFiles = { ...cursor.refusedFiles, [address]: { etag, reason } };
}

/** Forgets that a file could not be stored. */
export function acceptFile(cursor: RunCursor, { address }: FileCopy): void {
  const { [address]: _, ...others } = cursor.refusedFiles;
  cursor.refusedFiles = others;
}

/** Forgets files that a run no longer has, and those that have changed. */
export function keepRefused(cursor: RunCursor, files: readonly FileCopy[]): void {
  const own = new Map(files.map(({ address, etag }) => [address, etag]));
  cursor.refusedFiles = Object.fromEntries(
    Object.entries(cursor.refusedFiles).filter(([address, { etag }]) =>
      own.has(address) && own.get(address) === etag
    ),
  );
}

/** Returns the files as the result of a run lists them. */
export function fileProblems({ refusedFiles }: RunCursor): readonly SyncProblem[] {
  return Object.entries(refusedFiles).map(([name, { reason }]) => fileProblem(name, reason));
}

/** Returns a file that did not arrive as the result of a run lists it. */
export function fileProblem(name: string, reason: string): SyncProblem {
  return { kind: "file", name, count: 1, reason };
}
