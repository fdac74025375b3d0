/**
 * Arranges the files of a foreign run as artifacts: each file, or a file or folder at the top.
 *
 * @module
 */
import { keyPart } from "../run/key_part.ts";
import { ARTIFACT_COUNT } from "../rules/limits.ts";
import type { ArtifactDirection } from "../rules/artifact.ts";
import type { ForeignFile, ImportKind } from "./foreign_run.ts";

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

/**
 * Arranges files. As long as a run has room for all of them, each is an artifact of its own, so that
 * images and documents can be shown. The folders of MLflow's artifacts, such as models, stay whole.
 */
export function placeFiles(
  files: readonly ForeignFile[],
  kind: ImportKind,
): readonly PlacedFile[] {
  return (["input", "output"] as const).flatMap((direction) => {
    const own = files.filter((file) => file.direction === direction);
    const isApart = kind !== "mlflow" && own.length <= ARTIFACT_COUNT - RESERVED;
    return isApart ? own.map((file) => placeApart(file, direction)) : placeSide(own, direction);
  });
}

function placeApart(file: ForeignFile, direction: ArtifactDirection): PlacedFile {
  const key = startOf(direction) + keyPart(file.path);
  return { file, key, artifact: { name: file.path, direction, key, isFolder: false } };
}

function startOf(direction: ArtifactDirection): string {
  return direction === "input" ? "inputs/" : "";
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
    const start = startOf(direction);
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
