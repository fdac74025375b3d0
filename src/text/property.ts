/**
 * Reads properties of runs from the names that people type: `status`, `parameters.lr`,
 * `metrics.loss.min`, `tags.team`, or the bare name of a parameter or metric. Pure.
 *
 * @module
 */
import { almostStatistic, metricPathProblem } from "./statistics.ts";

/** Kinds of the built-in properties, which decide how they are compared. */
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

/** A built-in property; `name` is the display name, or the run name if there is no display name. */
export type OwnName = keyof typeof OWN;

/**
 * Kind of a built-in property. Names are also compared in lower case, as AWS and runlog store them.
 */
export type OwnKind = (typeof OWN)[OwnName];

/** A property that a run may have. */
export type Property =
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "metric"; readonly path: string }
  | { readonly kind: "tag"; readonly name: string }
  | { readonly kind: "own"; readonly name: OwnName; readonly type: OwnKind };

/** A property, as typed. */
export interface TypedProperty {
  /** The typed text. */
  readonly text: string;
  /** Possible meanings: a bare name is a parameter or a metric. */
  readonly of: readonly Property[];
}

/** Returns the built-in property of a name; undefined for any other name. */
export function ownProperty(name: string): Property | undefined {
  // The condition has checked the key.
  return Object.hasOwn(OWN, name)
    ? { kind: "own", name: name as OwnName, type: OWN[name as OwnName] }
    : undefined;
}

/** Reads a property, or returns the problem with the text. */
export function readProperty(text: string): TypedProperty | { readonly problem: string } {
  const own = ownProperty(text);
  if (own) return { text, of: [own] };
  const [, group, name = ""] = /^(parameters|metrics|tags)\.(.*)$/s.exec(text) ?? [];
  if (group !== undefined && name === "") return { problem: `"${text}" has no name after the dot` };
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
      // A name that ends in almost a statistic is never read as a metric.
      return metricPathProblem(text) === undefined
        ? { text, of: [parameter, { kind: "metric", path: text }] }
        : { text, of: [parameter] };
    }
  }
}

/** Returns the message for a property that no run has. */
export function unknownText({ text }: TypedProperty): string {
  const told = `No run has "${text}" (yet)`;
  const own = Object.keys(OWN).find((name) => name.toLowerCase() === text.toLowerCase());
  if (own !== undefined) return `${told}: did you mean "${own}"?`;
  const [, word = ""] = /^(?!parameters\.|metrics\.|tags\.).+\.([^.]+)$/s.exec(text) ?? [];
  const meant = almostStatistic(word);
  return meant === undefined ? told : `${told}: did you mean the statistic "${meant}"?`;
}
