/**
 * Decides where files of a run go among its files in MLflow. Pure.
 *
 * @module
 */
import type { ArtifactRecord, RunRecord } from "../records/runs/record.ts";
import type { LineageCopy } from "../sync/lineage.ts";
import { keyOf, pathOf } from "./keys.ts";

/** Folders that hold what is no output file of the run. */
const FOLDERS: ReadonlySet<string> = new Set(["inputs", "graphs", "runlog"]);

/** Returns the paths of files and folders, by their addresses at the source. */
export function artifactPaths(
  { inputArtifacts, outputArtifacts }: RunRecord,
  links: readonly LineageCopy[],
): ReadonlyMap<string, string> {
  return new Map([
    ...links.map(({ uri, type }) => [uri, `graphs/${keyOf(type)}/${fileName(uri)}`] as const),
    ...placed(inputArtifacts, (path) => `inputs/${path}`),
    ...placed(outputArtifacts, (path) => {
      const [folder = ""] = path.split("/");
      return FOLDERS.has(folder) ? `outputs/${path}` : path;
    }),
  ]);
}

/** Returns the path of a file: of its own address, or of the folder that it is in. */
export function pathAt(paths: ReadonlyMap<string, string>, address: string): string {
  const own = paths.get(address);
  if (own !== undefined) return own;
  for (const [folder, path] of paths) {
    if (folder.endsWith("/") && address.startsWith(folder)) {
      return `${path}/${pathOf(address.slice(folder.length))}`;
    }
  }
  return `runlog/files/${fileName(address)}`;
}

function placed(
  artifacts: Readonly<Record<string, ArtifactRecord>>,
  place: (path: string) => string,
): readonly (readonly [string, string])[] {
  return Object.entries(artifacts).map(([name, { value }]) => [value, place(pathOf(name))]);
}

function fileName(uri: string): string {
  return pathOf(uri.replace(/\/+$/, "").split("/").at(-1) ?? "");
}
