/**
 * Finds what a run's own record says of its lineage: code, inputs and outputs. Pure.
 *
 * @module
 */
import type { RunFacts } from "../../wire.ts";
import type { Column } from "./graph.ts";

/** Code that a run used, or a file or value that it used or created. */
export interface RecordedFile {
  /** Whether the run used it (-1) or created it (1). */
  readonly distance: -1 | 1;
  /** What it is. */
  readonly kind: "Code" | "Input" | "Output";
  /** Name of the artifact, or the repository and commit. */
  readonly name: string;
  /** Media type of a file, or nothing. */
  readonly detail: string;
}

/** Returns what a run records itself, without the files that an artifact of its lineage stands for. */
export function recordedFiles(run: RunFacts, columns: readonly Column[]): readonly RecordedFile[] {
  const shown = new Set(
    columns.filter(({ distance }) => Math.abs(distance) === 1)
      .flatMap(({ distance, cards }) => cards.map(({ entity }) => `${distance} ${entity.uri}`)),
  );
  const { repository, commit, inputArtifacts, outputArtifacts } = run;
  const code = [repository, commit?.slice(0, 12)].filter((part) => part !== undefined).join(" at ");
  const sides = [[-1, "Input", inputArtifacts], [1, "Output", outputArtifacts]] as const;
  return [
    ...(code === "" ? [] : [{ distance: -1, kind: "Code", name: code, detail: "" } as const]),
    ...sides.flatMap(([distance, kind, artifacts]) =>
      Object.entries(artifacts)
        .filter(([, { value }]) => !shown.has(`${distance} ${value}`))
        .map(([name, { mediaType = "" }]) => ({ distance, kind, name, detail: mediaType }))
    ),
  ];
}
