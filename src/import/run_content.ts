/**
 * Converts a foreign run to what AWS's entities can hold, and names what they cannot.
 *
 * @module
 */
import type { TrialComponentParameterValue } from "@aws-sdk/client-sagemaker";
import type { RunRecord } from "../records/runs/record.ts";
import { encodeRemark, REMARKS } from "../records/runs/remarks.ts";
import {
  METADATA_LENGTH,
  PARAMETER_COUNT,
  PARAMETER_NAME_LENGTH,
  PARAMETER_VALUE_LENGTH,
  TAG_COUNT,
  TAG_KEY_LENGTH,
  TAG_PATTERN,
  TAG_VALUE_LENGTH,
} from "../rules/limits.ts";
import { RUN_TAG } from "../rules/names.ts";
import { fits, parameterName, wireValue } from "../rules/parameters.ts";
import { storedText } from "../rules/stored_text.ts";
import type { ForeignRun, ImportProblem } from "./foreign_run.ts";

/** Tag with the kind of the source. */
export const SOURCE_TAG = "runlog:imported-from";

/** Tag that identifies the run at its source. */
export const ID_TAG = "runlog:import-id";

/** Parameters of a run, and those that it cannot hold whole. */
export interface RunParameters {
  readonly held: Readonly<Record<string, TrialComponentParameterValue>>;
  /** Parameters that are held in a shortened form. */
  readonly shortened: ReadonlyMap<string, string | number>;
  /** Parameters that are not held. */
  readonly further: ReadonlyMap<string, string | number>;
}

/** Returns the parameters of a run, with its notes. */
export function parametersOf(run: ForeignRun): RunParameters {
  const held: Record<string, TrialComponentParameterValue> = Object.create(null);
  const shortened = new Map<string, string | number>();
  const further = new Map<string, string | number>();
  let count = 0;
  for (const kind of ["description", "notes"] as const) {
    const text = run[kind];
    if (text === undefined || !fitsNotes(text)) continue;
    held[REMARKS[kind]] = wireValue(encodeRemark(text));
    count++;
  }
  for (const [name, value] of run.parameters) {
    const kept = typeof value === "number" && Number.isFinite(value) ? value : String(value);
    const key = parameterName(name);
    if (count === PARAMETER_COUNT || name === "" || key in held) {
      further.set(name, kept);
      continue;
    }
    count++;
    held[key] = wireValue(kept);
    if (!fits(name, kept)) shortened.set(name, kept);
  }
  return { held: { ...held }, shortened, further };
}

function fitsNotes(notes: string): boolean {
  return storedText(encodeRemark(notes), Infinity).length <= PARAMETER_VALUE_LENGTH;
}

/** Tags of a run, and those that AWS rejects. */
export interface RunTags {
  readonly held: Readonly<Record<string, string>>;
  readonly left: Readonly<Record<string, string>>;
}

/** Returns the tags of a run: those that mark it as imported, and as many others as AWS admits. */
export function tagsOf({ kind, tags }: ForeignRun, importId: string): RunTags {
  const held: Record<string, string> = {
    [RUN_TAG.Key]: RUN_TAG.Value,
    [SOURCE_TAG]: kind,
    [ID_TAG]: importId,
  };
  const left: Record<string, string> = {};
  let count = Object.keys(held).length;
  for (const [key, value] of tags) {
    const isLegal = !Object.hasOwn(held, key) && !/^aws:/i.test(key) && key !== "" &&
      key.length <= TAG_KEY_LENGTH && value.length <= TAG_VALUE_LENGTH &&
      TAG_PATTERN.test(key) && TAG_PATTERN.test(value);
    if (isLegal && count < TAG_COUNT) {
      held[key] = value;
      count++;
    } else left[key] = value;
  }
  return { held, left };
}

/** Returns the Git facts of a run as far as AWS holds them. */
export function originOf({ commit, repository }: ForeignRun): Pick<
  RunRecord,
  "commit" | "repository"
> {
  const admitted = (text: string | undefined): string | undefined =>
    text !== undefined && text !== "" && text.length <= METADATA_LENGTH ? text : undefined;
  return { commit: admitted(commit), repository: admitted(repository) };
}

/** Returns what a run's entities cannot hold as problems: it is in the file `imported/{kind}.json`. */
export function leftOf(
  run: ForeignRun,
  { shortened, further }: RunParameters,
  { left }: RunTags,
): readonly ImportProblem[] {
  const file = fileOf(run);
  const problem = (
    kind: ImportProblem["kind"],
    name: string,
    reason: string,
  ): ImportProblem => ({ kind, name, count: 1, reason });
  const longNotes = run.notes !== undefined && !fitsNotes(run.notes);
  return [
    ...[...shortened.keys()].map((name) =>
      problem(
        "parameter",
        name,
        name.length > PARAMETER_NAME_LENGTH
          ? `has a name of more than ${PARAMETER_NAME_LENGTH} characters: kept shortened, and whole in runlog/parameters.json`
          : `has more than ${PARAMETER_VALUE_LENGTH} characters: kept shortened, and whole in runlog/parameters.json`,
      )
    ),
    ...[...further.keys()].map((name) =>
      problem(
        "parameter",
        name,
        `is beyond the ${PARAMETER_COUNT} that a run holds: kept in runlog/parameters.json`,
      )
    ),
    ...Object.keys(left).map((key) =>
      problem("tag", key, `is no tag that AWS admits: kept in ${file}`)
    ),
    ...(longNotes ? [problem("metadata", "notes", `are too long for a run: kept in ${file}`)] : []),
  ];
}

/** Returns the path of the file with all that runlog has no place for. */
export function fileOf({ kind }: ForeignRun): string {
  return `imported/${kind}.json`;
}

/** Returns the content of that file. */
export function restOf(run: ForeignRun, { left }: RunTags): Readonly<Record<string, unknown>> {
  const { kind, identity, experiment, name, displayName, notes, rest } = run;
  return {
    source: kind,
    identity,
    experiment,
    name,
    ...(displayName === undefined ? {} : { displayName }),
    ...(notes !== undefined && !fitsNotes(notes) ? { notes } : {}),
    ...(Object.keys(left).length === 0 ? {} : { tags: left }),
    ...rest,
  };
}
