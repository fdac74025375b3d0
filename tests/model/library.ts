/** The model of the library's functions, over what is in the store. */
import {
  isMembers,
  listIn,
  type Members,
  membersIn,
  msOf,
  numberIn,
  type Plain,
  textIn,
  toPlain,
} from "./plain.ts";
import { keptName, keptText } from "./literals.ts";
import { LINKS } from "./links.ts";
import { OBJECTS } from "./objects.ts";
import { compareTexts } from "./pages.ts";
import { addPoint } from "./points.ts";
import { experimentIn, parameterOf, RECORDS, trialsOf } from "./records.ts";
import { checkRequest } from "./rules.ts";
import { ARCHIVE_TAG, recordOf, RUN_TAG, runNameOf } from "./run_record.ts";
import { compareValues, meets } from "./search.ts";
import { type Component, find, Refused, type State } from "./state.ts";

const BUCKET = "sagemaker-local-000000000000";

const OPERATIONS = { ...RECORDS, ...LINKS };

/** A time that only the library's clock knew: what it was is learned from the store afterwards. */
export const LEARNED: Members = { $time: -1 };

function run(state: State, operation: string, input: Members): void {
  checkRequest(operation, input);
  OPERATIONS[operation]?.(state, input);
}

function nameIn(input: Members): string {
  return `${textIn(input, "experimentName")}-${textIn(input, "runName")}`.toLowerCase();
}

/** Opens a run, logs and closes it. */
function record(state: State, input: Members): Plain {
  const ExperimentName = textIn(input, "experimentName").toLowerCase();
  const TrialComponentName = nameIn(input);
  const TrialName = `Default-Run-Group-${ExperimentName}`;
  const Tags = Object.entries(membersIn(input, "tags")).map(([Key, Value]) => ({ Key, Value }));
  if (!state.components.has(TrialComponentName)) {
    if (!state.experiments.has(ExperimentName)) {
      run(state, "CreateExperiment", { ExperimentName, Tags });
    }
    run(state, "CreateTrialComponent", {
      TrialComponentName,
      Tags: [...Tags, { Key: RUN_TAG, Value: "run" }],
      StartTime: LEARNED,
    });
  } else if (!state.experiments.has(ExperimentName) && textIn(input, "how") === "start") {
    run(state, "CreateExperiment", { ExperimentName, Tags });
  }
  const held = trialsOf(state, TrialComponentName).includes(TrialName.toLowerCase());
  if (!held) {
    if (!state.trials.has(TrialName.toLowerCase())) {
      run(state, "CreateTrial", { TrialName, ExperimentName, Tags });
    }
    run(state, "AssociateTrialComponent", { TrialName, TrialComponentName });
  }
  const component = find(state.components, TrialComponentName);
  logTo(state, component, input);
  return {};
}

function logTo(state: State, component: Component, input: Members): void {
  const TrialComponentName = textIn(component.members, "TrialComponentName");
  const artifacts = listIn(input, "artifacts").map((one) => [
    keptName(textIn(one, "name")),
    { Value: keptName(textIn(one, "value")) },
  ]);
  const files = listIn(input, "texts").map((one) => {
    const Key = `trial-component-artifacts/${TrialComponentName.toLowerCase()}/${
      textIn(one, "name")
    }`;
    if (!state.buckets.has(BUCKET)) state.buckets.set(BUCKET, new Map());
    const Body = { $bytes: new TextEncoder().encode(textIn(one, "text")).toBase64() };
    OBJECTS["PutObject"]?.(state, { Bucket: BUCKET, Key, Body, ContentType: "text/plain" });
    return [textIn(one, "name"), { Value: `s3://${BUCKET}/${Key}`, MediaType: "text/plain" }];
  });
  for (const { name, value, at, step } of listIn(input, "metrics")) {
    addPoint(component, keptText(String(name)), {
      value: numberIn(value),
      time: msOf(at),
      step: typeof step === "number" ? step : undefined,
    });
  }
  const message = textIn(input, "failure");
  run(state, "UpdateTrialComponent", {
    TrialComponentName,
    Status: message === ""
      ? { PrimaryStatus: "Completed" }
      : { PrimaryStatus: "Failed", Message: message },
    ...(component.members["StartTime"] === undefined ? { StartTime: LEARNED } : {}),
    EndTime: LEARNED,
    Parameters: parametersIn(input),
    OutputArtifacts: Object.fromEntries([...artifacts, ...files]),
  });
}

/** The parameters that are set, as the AWS SDK sends them. */
function parametersIn(input: Members): Members {
  return Object.fromEntries(
    Object.entries(membersIn(input, "parameters")).filter(([, value]) => value !== null)
      .map(([name, value]) => [keptName(name), parameterIn(value)]),
  );
}

function parameterIn(value: Plain): Members {
  if (typeof value === "string") return { StringValue: keptText(value) };
  const number = numberIn(value);
  // AWS has no other number, and its SDK for JavaScript no negative zero.
  return Number.isFinite(number) ? { NumberValue: number + 0 } : { StringValue: String(number) };
}

function findRun(state: State, input: Members): Component {
  const found = state.components.get(nameIn(input));
  if (!found) throw new Refused("RunNotFoundError");
  return found;
}

/** What sorts runs: a property of their components. */
function sortValue(component: Component, sortBy: string): readonly (string | number)[] {
  const [head = "", ...rest] = sortBy.split(".");
  const path = rest.join(".");
  if (head === "parameters") {
    const found = new Map(Object.entries(membersIn(component.members, "Parameters"))).get(path);
    return found === undefined ? [] : [parameterOf(found)];
  }
  return head === "runName"
    ? [textIn(component.members, "TrialComponentName")]
    : [component.created];
}

/** Lists or searches runs. */
function listRuns(state: State, input: Members): Plain {
  const experiment = textIn(input, "experimentName").toLowerCase();
  const isArchivedToo = input["includeArchived"] === true;
  const found = Array.from(state.components.values()).filter((component) => {
    const held = trialsOf(state, textIn(component.members, "TrialComponentName").toLowerCase());
    return component.tags.get(RUN_TAG) === "run" &&
      (isArchivedToo || !component.tags.has(ARCHIVE_TAG)) &&
      held.some((trial) => experimentIn(find(state.trials, trial)) === experiment) &&
      isMet(component, membersIn(input, "where"));
  });
  if (found.length === 0 && !state.experiments.has(experiment)) {
    throw new Refused("ExperimentNotFoundError");
  }
  const sign = textIn(input, "sortOrder") === "ascending" ? 1 : -1;
  const sortBy = textIn(input, "sortBy");
  const keyOf = ({ members }: Component) => textIn(members, "TrialComponentName").toLowerCase();
  found.sort((a, b) =>
    compareValues(sortValue(a, sortBy), sortValue(b, sortBy), sign) ||
    compareTexts(keyOf(a), keyOf(b))
  );
  return found.slice(0, Number(input["maxResults"] ?? Infinity))
    .map((one) => recordOf(state, one, experiment, "name"));
}

function isMet(component: Component, where: Members): boolean {
  return Object.entries(where).every(([property, wanted]) => {
    if (property === "status") {
      return membersIn(component.members, "Status")["PrimaryStatus"] === wanted;
    }
    const [value] = sortValue(component, property);
    const values = value === undefined ? [] : [value];
    if (!isMembers(wanted)) return meets(values, { Value: String(wanted) });
    const least = wanted["gte"];
    return typeof value === "number" && typeof least === "number" && value >= least;
  });
}

function updateRun(state: State, input: Members): Plain {
  const component = findRun(state, input);
  const TrialComponentName = textIn(component.members, "TrialComponentName");
  const changes = membersIn(input, "parameters");
  const removed = Object.entries(changes).flatMap(([name, value]) =>
    value === null ? [keptName(name)] : []
  );
  if (Object.keys(changes).length > 0) {
    run(state, "UpdateTrialComponent", {
      TrialComponentName,
      Parameters: parametersIn(input),
      ParametersToRemove: removed,
    });
  }
  for (const [key, value] of Object.entries(membersIn(input, "tags"))) {
    if (value === null) component.tags.delete(key);
    else component.tags.set(key, String(value));
  }
  return {};
}

function removeComponent(state: State, name: string): boolean {
  if (!state.components.has(name)) return false;
  state.links = state.links.filter(({ component }) => component !== name);
  run(state, "DeleteTrialComponent", { TrialComponentName: name });
  return true;
}

function deleteRun(state: State, input: Members): Plain {
  const name = nameIn(input);
  const isThere = state.components.has(name);
  if (input["dryRun"] === true) return { runs: [textIn(input, "runName").toLowerCase()] };
  if (isThere) removeComponent(state, name);
  return { runs: isThere ? [textIn(input, "runName").toLowerCase()] : [] };
}

function deleteExperiment(state: State, input: Members): Plain {
  const experiment = textIn(input, "experimentName").toLowerCase();
  if (!state.experiments.has(experiment)) throw new Refused("ExperimentNotFoundError");
  const runs: string[] = [];
  const groups: string[] = [];
  for (const [key, trial] of Array.from(state.trials)) {
    if (experimentIn(trial) !== experiment) continue;
    for (const { component } of state.links.filter((link) => link.trial === key)) {
      if (trialsOf(state, component).length === 1) {
        const { members } = find(state.components, component);
        removeComponent(state, component);
        runs.push(runNameOf(textIn(members, "TrialComponentName"), experiment));
      } else {
        run(state, "DisassociateTrialComponent", { TrialName: key, TrialComponentName: component });
      }
    }
    run(state, "DeleteTrial", { TrialName: key });
    groups.push(textIn(trial.members, "TrialName"));
  }
  run(state, "DeleteExperiment", { ExperimentName: experiment });
  return { experiments: [experiment], runGroups: groups.sort(), runs: runs.sort() };
}

/** Functions by their names. */
export const LIBRARY: Readonly<Record<string, (state: State, input: Members) => Plain>> = {
  record,
  getRun: (state, input) =>
    recordOf(state, findRun(state, input), textIn(input, "experimentName").toLowerCase(), "time"),
  listRuns,
  searchRuns: listRuns,
  updateRun,
  deleteRun,
  deleteExperiment,
  archiveRun(state, input) {
    findRun(state, input).tags.set(ARCHIVE_TAG, "true");
    return {};
  },
  restoreRun(state, input) {
    findRun(state, input).tags.delete(ARCHIVE_TAG);
    return {};
  },
  getMetricHistory(state, input) {
    const points = findRun(state, input).metrics.get(keptText(textIn(input, "metricName"))) ?? [];
    return {
      values: points.map(({ value }) => toPlain(value)),
      timestamps: points.map((point) => point.time),
      steps: points.map(({ step }) => step ?? { $number: "NaN" }),
    };
  },
  listExperiments: (state) =>
    Array.from(state.experiments.values(), ({ members }) => textIn(members, "ExperimentName"))
      .sort(),
};
