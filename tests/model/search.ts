/** The model of Search: every component is looked at, one after the other. */
import { listIn, type Members, membersIn, msOf, type Plain, textIn, time } from "./plain.ts";
import { compareTexts, cut } from "./pages.ts";
import { finite, lastOf, spreadOf } from "./points.ts";
import {
  componentArn,
  componentOf,
  experimentIn,
  experimentOf,
  metricsOf,
  parameterOf,
  trialOf,
  trialsOf,
} from "./records.ts";
import { type Component, find, invalid, type State, tagList, type Thing } from "./state.ts";

/** What a property of a record is, as often as the record has it. */
type Values = readonly (string | number)[];

/** A record that is searched: how it is shown, and its properties by name. */
interface Candidate {
  readonly key: string;
  readonly shown: () => Members;
  readonly values: (property: string) => Values;
}

const OWN = ["DisplayName", "TrialComponentName", "ExperimentName", "TrialName", "Description"];

function ownValues(thing: Thing, members: Members, property: string): Values {
  const [head = "", ...rest] = property.split(".");
  const path = rest.join(".");
  if (head === "Tags") {
    const found = thing.tags.get(path);
    return found === undefined ? [] : [found];
  }
  if (head === "CreationTime") return [thing.created / 1000];
  if (head === "LastModifiedTime") return [thing.modified / 1000];
  if (OWN.includes(property)) {
    return members[property] === undefined ? [] : [textIn(members, property)];
  }
  throw invalid();
}

function componentValues(state: State, thing: Component, key: string, property: string): Values {
  const [head = "", ...rest] = property.split(".");
  const path = rest.join(".");
  const { members } = thing;
  if (head === "Parameters") {
    const found = new Map(Object.entries(membersIn(members, head))).get(path);
    return found === undefined ? [] : [parameterOf(found)];
  }
  if (head === "Metrics") return metricValues(thing, path);
  if (head === "Status") {
    const found = membersIn(members, head)[path];
    return typeof found === "string" ? [found] : [];
  }
  if (head === "StartTime" || head === "EndTime") {
    return members[head] === undefined ? [] : [msOf(members[head]) / 1000];
  }
  if (head === "Parents") {
    const trials = trialsOf(state, key).map((name) => find(state.trials, name));
    return trials.map(({ members }) => textIn(members, path)).filter((text) => text !== "");
  }
  return ownValues(thing, componentOf(thing), property);
}

/** A statistic of a metric; a name that ends in a statistic's word may also be a metric's whole name. */
function metricValues({ metrics }: Component, path: string): Values {
  const dot = path.lastIndexOf(".");
  const word = path.slice(dot + 1);
  const points = dot === -1 ? undefined : metrics.get(path.slice(0, dot));
  if (points && ["min", "max", "last", "count"].includes(word)) {
    const { min, max } = spreadOf(points.map(({ value }) => value));
    const last = lastOf(points)?.value;
    if (word === "count") return [finite(points).length];
    if (last !== undefined) return [{ min, max, last }[word] ?? NaN];
  }
  const last = lastOf(metrics.get(path) ?? [])?.value;
  return last === undefined ? [] : [last];
}

function candidates(state: State, resource: string): readonly Candidate[] {
  if (resource === "Experiment") {
    return Array.from(state.experiments, ([key, thing]) => ({
      key,
      shown: () => ({ Experiment: { ...experimentOf(thing), Tags: tagList(thing.tags) } }),
      values: (property) => ownValues(thing, experimentOf(thing), property),
    }));
  }
  if (resource === "ExperimentTrial") {
    return Array.from(state.trials, ([key, thing]) => ({
      key,
      shown: () => ({
        Trial: {
          ...trialOf(thing),
          Tags: tagList(thing.tags),
          TrialComponentSummaries: heldBy(state, key),
        },
      }),
      values: (property) => ownValues(thing, trialOf(thing), property),
    }));
  }
  return Array.from(state.components, ([key, thing]) => ({
    key,
    shown: () => ({ TrialComponent: shownComponent(state, thing, key) }),
    values: (property) => componentValues(state, thing, key, property),
  }));
}

function heldBy(state: State, trial: string): Plain {
  const held = Array.from(state.components).filter(([key]) => trialsOf(state, key).includes(trial));
  held.sort(([a, left], [b, right]) => right.created - left.created || compareTexts(b, a));
  return held.map(([key, { members, created }]) => ({
    TrialComponentName: textIn(members, "TrialComponentName"),
    TrialComponentArn: componentArn(key),
    CreationTime: time(created),
  }));
}

function shownComponent(state: State, thing: Component, key: string): Members {
  const Parents = trialsOf(state, key).map((name) => {
    const trial = find(state.trials, name);
    return {
      TrialName: textIn(trial.members, "TrialName"),
      ExperimentName: textIn(
        find(state.experiments, experimentIn(trial)).members,
        "ExperimentName",
      ),
    };
  });
  return { ...componentOf(thing), Metrics: metricsOf(thing), Tags: tagList(thing.tags), Parents };
}

const ORDERING: Readonly<Record<string, (difference: number) => boolean>> = {
  GreaterThan: (difference) => difference > 0,
  GreaterThanOrEqualTo: (difference) => difference >= 0,
  LessThan: (difference) => difference < 0,
  LessThanOrEqualTo: (difference) => difference <= 0,
};

/** A number that is written as one. */
function numberIn(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
}

/** Whether any of a property's values meets a condition. */
export function meets(values: Values, filter: Members): boolean {
  const operator = filter["Operator"] === undefined ? "Equals" : textIn(filter, "Operator");
  const wanted = textIn(filter, "Value");
  const equals = values.some((value) =>
    typeof value === "string" ? value === wanted : value === numberIn(wanted)
  );
  if (operator === "Exists") return values.length > 0;
  if (operator === "NotExists") return values.length === 0;
  if (operator === "Equals") return equals;
  if (operator === "NotEquals") return !equals;
  if (operator === "Contains") {
    return values.some((value) => typeof value === "string" && value.includes(wanted));
  }
  // Two infinities, or numbers whose difference is none, are compared as they are.
  const sign = (value: number): number =>
    Math.sign(Number(value > numberIn(wanted)) - Number(value < numberIn(wanted)));
  return !Number.isNaN(numberIn(wanted)) &&
    values.some((value) => typeof value === "number" && ORDERING[operator]?.(sign(value)));
}

/** Numbers before text, then nothing; alike ones by their name. */
export function compareValues(left: Values, right: Values, sign: number): number {
  const [[a], [b]] = [left, right];
  if (a === undefined || b === undefined) {
    return Number(a === undefined) - Number(b === undefined);
  }
  if (typeof a === "number" && typeof b === "number") return sign * (a < b ? -1 : a > b ? 1 : 0);
  if (typeof a === "string" && typeof b === "string") return sign * compareTexts(a, b);
  return sign * (typeof a === "number" ? -1 : 1);
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["Experiment", "ExperimentName"],
  ["ExperimentTrial", "TrialName"],
  ["ExperimentTrialComponent", "TrialComponentName"],
]);

/** Search. */
export function search(state: State, input: Members): Plain {
  const filters = listIn(membersIn(input, "SearchExpression"), "Filters");
  const isAny = textIn(membersIn(input, "SearchExpression"), "Operator") === "Or";
  const sortBy = input["SortBy"] === undefined ? "LastModifiedTime" : textIn(input, "SortBy");
  const sign = textIn(input, "SortOrder") === "Ascending" ? 1 : -1;
  const found = candidates(state, textIn(input, "Resource")).filter(({ values }) => {
    const met = filters.map((filter) => meets(values(textIn(filter, "Name")), filter));
    return filters.length === 0 || (isAny ? met.includes(true) : !met.includes(false));
  });
  // Names are sorted without regard to case.
  const isName = sortBy === NAMES.get(textIn(input, "Resource"));
  const sortValues = (one: Candidate): Values => isName ? [one.key] : one.values(sortBy);
  found.sort((a, b) =>
    compareValues(sortValues(a), sortValues(b), sign) || compareTexts(a.key, b.key)
  );
  return cut(found.map(({ shown }) => shown()), input);
}
