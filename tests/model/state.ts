/** What the model knows: maps and lists, with AWS's names of members. */
import type { Members, Plain } from "./plain.ts";

/** An experiment, trial, trial component or lineage artifact. */
export interface Thing {
  /** Members as they were given. */
  members: Members;
  /** Tags, in the order they were first given. */
  tags: Map<string, string>;
  /** Milliseconds since 1970. */
  created: number;
  modified: number;
}

/** A trial component. */
export interface Component extends Thing {
  /** Points by metric, in order of arrival. */
  metrics: Map<string, Point[]>;
}

/** A point. */
export interface Point {
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly step: number | undefined;
}

/** An object of a bucket. */
export interface StoredObject {
  /** Base64. */
  readonly bytes: string;
  readonly type: string;
}

/** A lineage association. */
export interface Association {
  readonly source: string;
  readonly destination: string;
  readonly members: Members;
  readonly created: number;
}

/** Everything in a store. Keys are names in lower case, for which AWS takes the case to mean nothing. */
export interface State {
  /** The present, in milliseconds since 1970. */
  now: number;
  readonly experiments: Map<string, Thing>;
  readonly trials: Map<string, Thing>;
  readonly components: Map<string, Component>;
  /** Which trial holds which component. */
  links: { readonly trial: string; readonly component: string }[];
  /** By their ARN. */
  readonly artifacts: Map<string, Thing>;
  associations: Association[];
  readonly buckets: Map<string, Map<string, StoredObject>>;
}

/** An empty store. */
export function emptyState(): State {
  return {
    now: 0,
    experiments: new Map(),
    trials: new Map(),
    components: new Map(),
    links: [],
    artifacts: new Map(),
    associations: [],
    buckets: new Map(),
  };
}

/** Beginning of every ARN of a local store. */
export const ARN = "arn:aws:sagemaker:local:000000000000:";

/** An answer that is an error, by AWS's code. */
export class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The error of a request that breaks a rule. */
export function invalid(): Refused {
  return new Refused("ValidationException");
}

/** A thing that must exist. */
export function find<T>(map: ReadonlyMap<string, T>, name: string): T {
  const found = map.get(name.toLowerCase());
  if (!found) throw new Refused("ResourceNotFound");
  return found;
}

/** Tags in AWS's form. */
export function tagList(tags: ReadonlyMap<string, string>): Plain {
  return Array.from(tags, ([Key, Value]) => ({ Key, Value }));
}
