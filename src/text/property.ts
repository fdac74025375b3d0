/**
 * Properties of runs by the names that people type: `status`, `parameters.lr`, `metrics.loss.min`,
 * `tags.team`, or the bare name of a parameter or metric. Pure.
 *
 * @module
 */
import { almostStatistic, metricPathProblem } from "./statistics.ts";

/** What a run's own properties are compared as. */
const OWN = {
  status: "status",
  runName: "name",
  trialComponentName: "name",
  displayName: "text",
  name: "text",
  description: "text",
  notes: "text",
  commit: "text",
  creationTime: "time",
  lastModifiedTime: "time",
  startTime: "time",
  endTime: "time",
  duration: "duration",
} as const;

/** A run's own property; `name` is its display name, or its run name without one. */
export type OwnName = keyof typeof OWN;

/** How a run's own property is compared: names also in lower case, as AWS and runlog keep them. */
export type OwnKind = (typeof OWN)[OwnName];

/** One thing that a run may have. */
export type Property =
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "metric"; readonly path: string }
  | { readonly kind: "tag"; readonly name: string }
  | { readonly kind: "own"; readonly name: OwnName; readonly type: OwnKind };

/** A property as it was typed. */
export interface TypedProperty {
  /** The text. */
  readonly text: string;
  /** What it may mean: a bare name is a parameter or a metric. */
  readonly of: readonly Property[];
}

/** A run's own property; undefined for any other name. */
export function ownProperty(name: string): Property | undefined {
  // The keys were asked for just before.
  return Object.hasOwn(OWN, name)
    ? { kind: "own", name: name as OwnName, type: OWN[name as OwnName] }
    : undefined;
}

/** A typed property, or why it is none. */
export function readProperty(text: string): TypedProperty | { readonly problem: string } {
  const own = ownProperty(text);
  if (own) return { text, of: [own] };
  const [, group, name = ""] = /^(parameters|metrics|tags)\.(.*)$/s.exec(text) ?? [];
  if (group !== undefined && name === "") return { problem: `"${text}" lacks a name` };
  switch (group) {
    case "parameters":
      return { text, of: [{ kind: "parameter", name }] };
    case "tags":
      return { text, of: [{ kind: "tag", name }] };
    case "metrics": {
      const problem = metricPathProblem(name);
      if (problem !== undefined) return { problem: `"${text}": ${problem}` };
      return { text, of: [{ kind: "metric", path: name }] };
    }
    default: {
      const parameter = { kind: "parameter", name: text } as const;
      // A name that is almost that of a statistic is never taken for a metric.
      return metricPathProblem(text) === undefined
        ? { text, of: [parameter, { kind: "metric", path: text }] }
        : { text, of: [parameter] };
    }
  }
}

/** What to tell of a property that no run has. */
export function unknownText({ text }: TypedProperty): string {
  const told = `No run has "${text}" (yet)`;
  const own = Object.keys(OWN).find((name) => name.toLowerCase() === text.toLowerCase());
  if (own !== undefined) return `${told}: did you mean "${own}"?`;
  const [, word = ""] = /^(?!parameters\.|metrics\.|tags\.).+\.([^.]+)$/s.exec(text) ?? [];
  const meant = almostStatistic(word);
  return meant === undefined ? told : `${told}: the statistic is "${meant}"`;
}
