/** The model of experiments, trials, trial components, their links and tags. */
import {
  given,
  isMembers,
  listIn,
  type Members,
  membersIn,
  numberIn,
  type Plain,
  textIn,
  textsIn,
  time,
} from "./plain.ts";
import { ARN, type Component, find, invalid, type State, type Thing } from "./state.ts";
import { summaries } from "./points.ts";
import { pagesOf, without } from "./pages.ts";

/** An operation of the model: AWS's answer to a request that keeps the rules. */
export type Operation = (state: State, input: Members) => Plain;

function newThing(state: State, members: Members, input: Members): Thing {
  const tags = new Map(
    listIn(input, "Tags").map((tag) => [textIn(tag, "Key"), textIn(tag, "Value")]),
  );
  return { members, tags, created: state.now, modified: state.now };
}

function create<T extends Thing>(map: Map<string, T>, name: string, thing: T): void {
  if (map.has(name.toLowerCase())) throw invalid();
  map.set(name.toLowerCase(), thing);
}

/** Times of a thing, as every answer has them. */
export function timesOf({ created, modified }: Thing): Members {
  return { CreationTime: time(created), LastModifiedTime: time(modified) };
}

/** An ARN of a kind. */
export function arnOf(kind: string, name: string): string {
  return `${ARN}${kind}/${name.toLowerCase()}`;
}

/** An experiment as described. */
export function experimentOf(thing: Thing): Members {
  const name = textIn(thing.members, "ExperimentName");
  return {
    DisplayName: name,
    ...thing.members,
    ExperimentArn: arnOf("experiment", name),
    ...timesOf(thing),
  };
}

/** A trial as described. */
export function trialOf(thing: Thing): Members {
  const name = textIn(thing.members, "TrialName");
  return {
    DisplayName: name,
    ...thing.members,
    TrialArn: arnOf("experiment-trial", name),
    ...timesOf(thing),
  };
}

/** ARN of a component. */
export function componentArn(name: string): string {
  return arnOf("experiment-trial-component", name);
}

/** A component as described, without its metrics. */
export function componentOf(thing: Component): Members {
  const name = textIn(thing.members, "TrialComponentName");
  return {
    DisplayName: name,
    Parameters: {},
    InputArtifacts: {},
    OutputArtifacts: {},
    ...thing.members,
    TrialComponentArn: componentArn(name),
    ...timesOf(thing),
  };
}

function change(state: State, thing: Thing, members: Members): void {
  thing.members = { ...thing.members, ...members };
  thing.modified = state.now;
}

const experiments: Readonly<Record<string, Operation>> = {
  CreateExperiment(state, input) {
    const members = given(input, "ExperimentName", "DisplayName", "Description");
    const name = textIn(input, "ExperimentName");
    create(state.experiments, name, newThing(state, members, input));
    return { ExperimentArn: arnOf("experiment", name) };
  },
  DescribeExperiment: (state, input) =>
    experimentOf(find(state.experiments, textIn(input, "ExperimentName"))),
  UpdateExperiment(state, input) {
    const name = textIn(input, "ExperimentName");
    change(state, find(state.experiments, name), given(input, "DisplayName", "Description"));
    return { ExperimentArn: arnOf("experiment", name) };
  },
  DeleteExperiment(state, input) {
    const name = textIn(input, "ExperimentName").toLowerCase();
    find(state.experiments, name);
    if (Array.from(state.trials.values()).some((trial) => experimentIn(trial) === name)) {
      throw invalid();
    }
    state.experiments.delete(name);
    removeAssociations(state, arnOf("experiment", name));
    return { ExperimentArn: arnOf("experiment", name) };
  },
  ListExperiments: (state, input) =>
    pagesOf(state.experiments, input, (thing) => without(experimentOf(thing), "Description")),
};

/** The experiment of a trial, in lower case. */
export function experimentIn(trial: Thing): string {
  return textIn(trial.members, "ExperimentName").toLowerCase();
}

/** The trials of a component, by name. */
export function trialsOf(state: State, component: string): readonly string[] {
  return state.links.filter((link) => link.component === component).map(({ trial }) => trial)
    .sort();
}

const trials: Readonly<Record<string, Operation>> = {
  CreateTrial(state, input) {
    const experiment = find(state.experiments, textIn(input, "ExperimentName"));
    const name = textIn(input, "TrialName");
    const members = {
      ...given(input, "TrialName", "DisplayName"),
      ExperimentName: textIn(experiment.members, "ExperimentName"),
    };
    create(state.trials, name, newThing(state, members, input));
    return { TrialArn: arnOf("experiment-trial", name) };
  },
  DescribeTrial: (state, input) => trialOf(find(state.trials, textIn(input, "TrialName"))),
  UpdateTrial(state, input) {
    const name = textIn(input, "TrialName");
    change(state, find(state.trials, name), given(input, "DisplayName"));
    return { TrialArn: arnOf("experiment-trial", name) };
  },
  DeleteTrial(state, input) {
    const name = textIn(input, "TrialName").toLowerCase();
    find(state.trials, name);
    if (state.links.some(({ trial }) => trial === name)) throw invalid();
    state.trials.delete(name);
    return { TrialArn: arnOf("experiment-trial", name) };
  },
  ListTrials(state, input) {
    const experiment = textIn(input, "ExperimentName").toLowerCase();
    const component = textIn(input, "TrialComponentName").toLowerCase();
    if (experiment !== "") find(state.experiments, experiment);
    if (component !== "") find(state.components, component);
    const held = trialsOf(state, component);
    return pagesOf(
      state.trials,
      input,
      (thing) => without(trialOf(thing), "ExperimentName"),
      (thing, key) =>
        (experiment === "" || experimentIn(thing) === experiment) &&
        (component === "" || held.includes(key)),
    );
  },
};

const MAPS = [["Parameters", 300], ["InputArtifacts", 60], ["OutputArtifacts", 60]] as const;

const components: Readonly<Record<string, Operation>> = {
  CreateTrialComponent(state, input) {
    const name = textIn(input, "TrialComponentName");
    const members = given(
      input,
      "TrialComponentName",
      "DisplayName",
      "Status",
      "StartTime",
      "EndTime",
      "Parameters",
      "InputArtifacts",
      "OutputArtifacts",
    );
    create(state.components, name, { ...newThing(state, members, input), metrics: new Map() });
    return { TrialComponentArn: componentArn(name) };
  },
  DescribeTrialComponent(state, input) {
    const name = textIn(input, "TrialComponentName");
    const found = find(state.components, name.slice(name.lastIndexOf("/") + 1));
    return { ...componentOf(found), Metrics: metricsOf(found) };
  },
  UpdateTrialComponent(state, input) {
    const name = textIn(input, "TrialComponentName");
    const found = find(state.components, name);
    const maps = MAPS.map(([member, limit]) => {
      const entries = Object.entries({
        ...membersIn(found.members, member),
        ...membersIn(input, member),
      });
      const removed = textsIn(input, `${member}ToRemove`);
      const left = entries.filter(([name]) => !removed.includes(name));
      if (left.length > limit) throw invalid();
      return [member, Object.fromEntries(left)];
    });
    change(state, found, {
      ...given(input, "DisplayName", "Status", "StartTime", "EndTime"),
      ...Object.fromEntries(maps),
    });
    return { TrialComponentArn: componentArn(name) };
  },
  DeleteTrialComponent(state, input) {
    const name = textIn(input, "TrialComponentName").toLowerCase();
    find(state.components, name);
    if (trialsOf(state, name).length > 0) throw invalid();
    state.components.delete(name);
    removeAssociations(state, componentArn(name));
    return { TrialComponentArn: componentArn(name) };
  },
  ListTrialComponents(state, input) {
    const experiment = textIn(input, "ExperimentName").toLowerCase();
    const trial = textIn(input, "TrialName").toLowerCase();
    if (experiment !== "" && trial !== "") throw invalid();
    if (experiment !== "") find(state.experiments, experiment);
    if (trial !== "") find(state.trials, trial);
    return pagesOf(state.components, input, summaryOf, (_, key) => {
      const held = trialsOf(state, key);
      if (trial !== "") return held.includes(trial);
      return experiment === "" ||
        held.some((name) => experimentIn(find(state.trials, name)) === experiment);
    });
  },
};

function summaryOf(thing: Component): Members {
  return without(componentOf(thing), "Parameters", "InputArtifacts", "OutputArtifacts");
}

/** Summaries of a component's metrics, as described. */
export function metricsOf(thing: Component): readonly Members[] {
  return summaries(thing).map((summary) => ({
    ...summary,
    SourceArn: componentArn(textIn(thing.members, "TrialComponentName")),
  }));
}

/** Removes the associations of something that goes away. */
export function removeAssociations(state: State, arn: string): void {
  state.associations = state.associations.filter(({ source, destination }) =>
    source !== arn && destination !== arn
  );
}

/** Operations by AWS's names. */
export const RECORDS: Readonly<Record<string, Operation>> = {
  ...experiments,
  ...trials,
  ...components,
};

/** The value of a parameter. */
export function parameterOf(value: Plain | undefined): string | number {
  if (!isMembers(value)) return "";
  const { NumberValue, StringValue } = value;
  return NumberValue === undefined ? String(StringValue) : numberIn(NumberValue);
}
