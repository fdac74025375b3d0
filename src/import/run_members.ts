/**
 * Converts a foreign run to the members of its trial component.
 *
 * @module
 */
import type { TrialComponentArtifact } from "@aws-sdk/client-sagemaker";
import { guessMediaType } from "../artifacts/media_type.ts";
import { admittedType, artifactName, artifactValue } from "../rules/artifact.ts";
import { ARTIFACT_COUNT } from "../rules/limits.ts";
import type { RunNames } from "../rules/names.ts";
import { PARAMETERS_FILE } from "../rules/parameters.ts";
import { shorten } from "../run/status.ts";
import type { RunMembers } from "../sync/members.ts";
import type { PlacedFile } from "./artifact_plan.ts";
import type { ForeignRun, ImportProblem } from "./foreign_run.ts";
import { legalDisplayName } from "./names.ts";
import type { RunParameters } from "./run_content.ts";

/** Media type of folders, as in the S3 console. */
const DIRECTORY_TYPE = "application/x-directory";

/** Facts about a run at the destination. */
export interface MemberFacts {
  readonly names: RunNames;
  readonly parameters: RunParameters;
  /** Files that are stored. */
  readonly files: readonly PlacedFile[];
  /** Returns the address of a path below the run's own prefix. */
  readonly addressOf: (path: string) => Promise<string>;
}

/** Returns the members of a run, and the artifacts that it cannot hold. */
export async function runMembers(
  run: ForeignRun,
  facts: MemberFacts,
): Promise<{ readonly members: RunMembers; readonly problems: readonly ImportProblem[] }> {
  const { name, displayName, status, statusMessage, startTime, endTime } = run;
  const { artifacts, problems } = await artifactsOf(run, facts);
  const members: RunMembers = {
    DisplayName: legalDisplayName(displayName ?? name) ?? facts.names.trialComponentName,
    Status: {
      // Any of the five statuses satisfies the type.
      PrimaryStatus: status as "InProgress",
      ...(statusMessage === undefined ? {} : { Message: shorten(statusMessage) }),
    },
    ...(startTime === undefined ? {} : { StartTime: new Date(startTime) }),
    ...(endTime === undefined ? {} : { EndTime: new Date(endTime) }),
    Parameters: { ...facts.parameters.held },
    InputArtifacts: Object.fromEntries(artifacts.input),
    OutputArtifacts: Object.fromEntries(artifacts.output),
  };
  return { members, problems };
}

type Artifacts = Readonly<Record<"input" | "output", Map<string, TrialComponentArtifact>>>;

async function artifactsOf(
  run: ForeignRun,
  { parameters, files, addressOf }: MemberFacts,
): Promise<{ readonly artifacts: Artifacts; readonly problems: readonly ImportProblem[] }> {
  const artifacts: Artifacts = { input: new Map(), output: new Map() };
  const problems: ImportProblem[] = [];
  for (const { artifact, file } of files) {
    const { name, key, isFolder, direction } = artifact;
    if (artifacts[direction].has(artifactName(name))) continue;
    const uri = await addressOf(key);
    const mediaType = isFolder ? DIRECTORY_TYPE : file.mediaType ?? await guessMediaType(file.path);
    artifacts[direction].set(artifactName(name), {
      Value: artifactValue(isFolder ? `${uri}/` : uri),
      ...(mediaType === undefined ? {} : { MediaType: admittedType(mediaType) }),
    });
  }
  for (const { name, direction, uri } of run.artifacts ?? []) {
    const own = artifacts[direction];
    if (own.size < ARTIFACT_COUNT - 1) own.set(artifactName(name), { Value: artifactValue(uri) });
    else problems.push(beyond(name));
  }
  if (parameters.shortened.size + parameters.further.size > 0) {
    const uri = await addressOf(PARAMETERS_FILE);
    artifacts.output.set(PARAMETERS_FILE, { Value: uri, MediaType: "application/json" });
  }
  return { artifacts, problems };
}

function beyond(name: string): ImportProblem {
  const reason = `is beyond the ${ARTIFACT_COUNT} that a run holds`;
  return { kind: "artifact", name, count: 1, reason };
}
