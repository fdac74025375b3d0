/**
 * Arranges the files of a foreign run as artifacts: a file at the top is one, and so is a folder.
 *
 * @module
 */
import { keyPart } from "../run/key_part.ts";
import { ARTIFACT_COUNT } from "../rules/limits.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import type { ForeignFile } from "./foreign_run.ts";

/** A file, its place among the run's keys, and the artifact that it belongs to. */
export interface PlacedFile {
  readonly file: ForeignFile;
  /** Path below the run's own prefix. */
  readonly key: string;
  readonly artifact: PlacedArtifact;
}

/** An artifact of a run. */
export interface PlacedArtifact {
  readonly name: string;
  readonly direction: ArtifactDirection;
  /** Path of the file or folder below the run's own prefix. */
  readonly key: string;
  readonly isFolder: boolean;
}

/** Folder for the files that would be more artifacts than a run holds. */
const OVERFLOW = "files";

/** Artifacts that a run has besides: its whole parameters. */
const RESERVED = 1;

/** Arranges files. */
export function placeFiles(files: readonly ForeignFile[]): readonly PlacedFile[] {
  return (["input", "output"] as const).flatMap((direction) =>
    placeSide(files.filter((file) => file.direction === direction), direction)
  );
}

function placeSide(
  files: readonly ForeignFile[],
  direction: ArtifactDirection,
): readonly PlacedFile[] {
  const tops = new Set(files.map(({ path }) => topOf(path)));
  const isFull = tops.size > ARTIFACT_COUNT - RESERVED;
  const most = ARTIFACT_COUNT - RESERVED - 1;
  const whole = new Set(isFull ? ownFirst([...tops]).slice(0, most) : tops);
  return files.map((file) => {
    const top = topOf(file.path);
    const path = whole.has(top) ? file.path : `${OVERFLOW}/${file.path}`;
    const name = topOf(path);
    const isFolder = path.includes("/");
    const start = direction === "input" ? "inputs/" : "";
    const artifact = { name, direction, key: start + keyPart(name), isFolder };
    return { file, key: start + keyPart(path), artifact };
  });
}

/** Puts the import's own folder first. */
function ownFirst(tops: readonly string[]): readonly string[] {
  return tops.toSorted((a, b) => Number(b === "imported") - Number(a === "imported"));
}

function topOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}
