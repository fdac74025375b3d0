/** The model of a run's record, which the library makes of what the store has. */
import { givenText } from "./literals.ts";
import { compareTexts } from "./pages.ts";
import { isMembers, type Members, membersIn, textIn, time, toPlain } from "./plain.ts";
import { finite } from "./points.ts";
import {
  componentArn,
  componentOf,
  experimentIn,
  metricsOf,
  parameterOf,
  trialsOf,
} from "./records.ts";
import { type Component, find, type State } from "./state.ts";

/** Tag of a run among components. */
export const RUN_TAG = "sagemaker:trial-component-source";
/** Tag of an archived run. */
export const ARCHIVE_TAG = "runlog:archived";

/** The name of a run within its experiment. */
export function runNameOf(component: string, experiment: string): string {
  const name = component.toLowerCase();
  return name.startsWith(`${experiment}-`) ? name.slice(experiment.length + 1) : component;
}

/** A run's record, as far as the store says it. */
export function recordOf(
  state: State,
  component: Component,
  experiment: string,
  order: "time" | "name",
) {
  const members = componentOf(component);
  const name = textIn(members, "TrialComponentName");
  const key = name.toLowerCase();
  const groups = trialsOf(state, key).map((trial) => find(state.trials, trial))
    .filter((trial) => order === "time" || experimentIn(trial) === experiment);
  if (order === "time") {
    const keyOf = (trial: typeof groups[number]) =>
      textIn(trial.members, "TrialName").toLowerCase();
    groups.sort((a, b) => b.created - a.created || compareTexts(keyOf(b), keyOf(a)));
  }
  const tags = Array.from(component.tags).filter(([key]) => key !== RUN_TAG && key !== ARCHIVE_TAG);
  const status = membersIn(members, "Status");
  const parameters = Object.entries(membersIn(members, "Parameters"));
  return {
    experimentName: experiment,
    runName: runNameOf(name, experiment),
    displayName: textIn(members, "DisplayName"),
    trialComponentName: name,
    arn: componentArn(name),
    runGroupNames: groups.map(({ members }) => textIn(members, "TrialName")),
    ...(status["PrimaryStatus"] === undefined ? {} : { status: textIn(status, "PrimaryStatus") }),
    ...(status["Message"] === undefined ? {} : { statusMessage: textIn(status, "Message") }),
    ...renamed(members, { StartTime: "startTime" }),
    // A run that goes on has no end yet, whatever an earlier one was.
    ...(["InProgress", "Stopping"].includes(textIn(status, "PrimaryStatus"))
      ? {}
      : renamed(members, { EndTime: "endTime" })),
    creationTime: time(component.created),
    lastModifiedTime: time(component.modified),
    parameters: Object.fromEntries(
      parameters.map(([name, one]) => {
        const value = parameterOf(one);
        const shown = typeof value === "string" ? givenText(value) : toPlain(value);
        return [givenText(name), shown];
      }),
    ),
    metrics: summariesOf(component),
    inputArtifacts: artifactsOf(membersIn(members, "InputArtifacts")),
    outputArtifacts: artifactsOf(membersIn(members, "OutputArtifacts")),
    isArchived: component.tags.has(ARCHIVE_TAG),
    tags: Object.fromEntries(tags),
  };
}

/** Summaries by the names that were logged. Only the record of one run tells what they leave out. */
function summariesOf(component: Component): Members {
  const left = new Map(
    Array.from(
      component.metrics,
      ([name, points]) => [givenText(name), points.length - finite(points).length] as const,
    ).filter(([, count]) => count > 0),
  );
  const metrics = metricsOf(component).map((summary) =>
    [
      givenText(textIn(summary, "MetricName")),
      summaryOf(summary),
    ] as const
  );
  return Object.fromEntries(metrics.map(([name, summary]) => {
    const nonFinite = left.get(name);
    return [name, nonFinite === undefined ? summary : { ...summary, nonFinite }];
  }));
}

function renamed(members: Members, names: Readonly<Record<string, string>>): Members {
  return Object.fromEntries(
    Object.entries(names).flatMap(([from, to]) =>
      members[from] === undefined ? [] : [[to, members[from] ?? null]]
    ),
  );
}

function summaryOf(summary: Members): Members {
  return renamed(summary, {
    Last: "last",
    Min: "min",
    Max: "max",
    Avg: "avg",
    StdDev: "stddev",
    Count: "count",
    TimeStamp: "timestamp",
  });
}

function artifactsOf(artifacts: Members): Members {
  return Object.fromEntries(
    Object.entries(artifacts).map(([name, one]) => [
      givenText(name),
      isMembers(one)
        ? {
          ...renamed(one, { MediaType: "mediaType" }),
          value: givenText(textIn(one, "Value")),
        }
        : {},
    ]),
  );
}
