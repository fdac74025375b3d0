/**
 * Finds artifacts of a run, given as names, a record or the run itself.
 *
 * @module
 */
import { isNotFound } from "../../session/aws_errors.ts";
import type { CallOptions } from "../../session/caller.ts";
import type { Session } from "../../session/session.ts";
import { type ArtifactRecord, type RunRecord, toArtifactRecords } from "../runs/record.ts";
import { componentNameOf, type RunReference } from "../runs/reference.ts";
import { type ArtifactDirection, artifactName } from "../../rules/artifact.ts";
import { originalName } from "../../rules/stored_text.ts";
import { RunNotFoundError } from "../runs/run_not_found_error.ts";
import { ArtifactNotFoundError } from "./artifact_not_found_error.ts";

/** A run's artifact, with its name and direction. */
export interface FoundArtifact extends ArtifactRecord {
  /** Name of the artifact. */
  readonly name: string;
  /** Whether the run used it (input) or created it (output). */
  readonly direction: ArtifactDirection;
}

/**
 * Returns a run's artifact by name. It searches outputs first, then inputs.
 *
 * @param direction The only direction to search, if given
 * @throws {ArtifactNotFoundError} If the run has no artifact of that name
 * @throws {RunNotFoundError} If the run does not exist
 */
export async function findArtifact(
  session: Session,
  run: RunReference,
  name: string,
  direction: ArtifactDirection | undefined,
  options: CallOptions,
): Promise<FoundArtifact> {
  const { output, input } = await artifactsOf(session, run, options);
  for (const [side, artifacts] of [["output", output], ["input", input]] as const) {
    // A name that is too long was shortened.
    for (const own of [name, originalName(artifactName(name))]) {
      // A name such as "constructor" is not an artifact.
      const found = Object.hasOwn(artifacts, own) ? artifacts[own] : undefined;
      if (found && (direction ?? side) === side) return { name: own, direction: side, ...found };
    }
  }
  throw new ArtifactNotFoundError(run, name, "the run has no artifact of that name");
}

type Artifacts = Readonly<Record<string, ArtifactRecord>>;

async function artifactsOf(
  session: Session,
  run: RunReference,
  { signal }: CallOptions,
): Promise<Readonly<Record<ArtifactDirection, Artifacts>>> {
  if (isRecord(run)) return { output: run.outputArtifacts, input: run.inputArtifacts };
  try {
    const { InputArtifacts, OutputArtifacts } = await session.sagemaker.call(
      "DescribeTrialComponent",
      { TrialComponentName: componentNameOf(run) },
      { signal },
    );
    return {
      output: toArtifactRecords(OutputArtifacts),
      input: toArtifactRecords(InputArtifacts),
    };
  } catch (cause) {
    throw isNotFound(cause) ? new RunNotFoundError(run, { cause }) : cause;
  }
}

function isRecord(run: RunReference): run is RunRecord {
  return "outputArtifacts" in run;
}
