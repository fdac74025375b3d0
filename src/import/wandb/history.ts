/**
 * Collects the contents of one W&B run's records.
 *
 * @module
 */
import type { ParameterValue } from "../../rules/parameters.ts";
import { flatten, parameterOf } from "../flatten.ts";
import { SeriesBuilder } from "../series_builder.ts";
import type { WandbItem, WandbRecord, WandbRun } from "./record.ts";

/** Members of a history row that W&B adds. */
const TIMESTAMP = "_timestamp";
const STEP = "_step";

/** A logged value that is no number. */
export interface LoggedValue {
  readonly step: number | undefined;
  readonly name: string;
  readonly value: unknown;
}

/** Contents of a run. */
export class WandbHistory {
  /** Points of history and of system metrics. */
  readonly series: SeriesBuilder = new SeriesBuilder();
  /** Configuration by name. */
  readonly parameters: Map<string, ParameterValue> = new Map();
  readonly #summary: WandbItem[] = [];
  /** Logged values that are no numbers: strings, media, tables and histograms. */
  readonly others: LoggedValue[] = [];
  /** Lines of the output. */
  readonly output: string[] = [];
  /** Facts about the run. */
  run: WandbRun | undefined;
  /** End of the run; undefined if it did not end. */
  exit: { readonly code: number; readonly runtime: number } | undefined;
  /** Rows of the files before this one, and of this one: a run may have copies of its file. */
  #earlier = new Set<string>();
  readonly #rows = new Set<string>();
  readonly #stepMetrics: { readonly matches: (name: string) => boolean; readonly step: string }[] =
    [];

  /** Values of the summary, by name. */
  get summary(): ReadonlyMap<string, unknown> {
    return new Map(partsOf(nest(this.#summary)));
  }

  /** Begins another file of the same run. Rows that an earlier one has are passed over. */
  beginFile(): void {
    this.#earlier = new Set(this.#rows);
  }

  /** Adds a record. */
  add(record: WandbRecord): void {
    switch (record?.kind) {
      case "run":
        this.run = record.run;
        this.#configure(record.run.config);
        break;
      case "config":
        this.#configure(record.items);
        break;
      case "summary":
        this.#summary.push(...record.items);
        break;
      case "history":
        this.#addRow(record.items, record.step);
        break;
      case "stats":
        this.#addStats(record.items, record.time);
        break;
      case "output":
        this.output.push(record.line);
        break;
      case "metric":
        this.#define(record.name, record.glob, record.stepMetric);
        break;
      case "exit":
        this.exit = record;
    }
  }

  #configure(items: readonly WandbItem[]): void {
    for (const { path, value } of items) {
      if (path[0] === "_wandb") continue;
      for (const [name, part] of flatten(value, path.join("."))) {
        this.parameters.set(name, parameterOf(part));
      }
    }
  }

  /** A metric may have another metric as its step. */
  #define(name: string, glob: string, step: string): void {
    if (step === "") return;
    const matches = glob === "" ? (one: string) => one === name : matcherOf(glob);
    this.#stepMetrics.push({ matches, step });
  }

  #addRow(items: readonly WandbItem[], recordStep: number | undefined): void {
    const row = new Map(partsOf(nest(items)));
    const own = row.get(STEP);
    const step = typeof own === "number" ? own : recordStep;
    const seconds = row.get(TIMESTAMP);
    const time = typeof seconds === "number" ? seconds * 1000 : NaN;
    if (!this.#isNew(`${step} ${time}`)) return;
    for (const [name, value] of row) {
      if (name.startsWith("_")) continue;
      if (typeof value === "number" || typeof value === "bigint") {
        const at = this.#stepOf(name, row) ?? step ?? NaN;
        this.series.append(name, Number(value), this.#timeOf(time), at);
      } else this.others.push({ step, name, value });
    }
  }

  /** A row without a time gets that of the run's start. */
  #timeOf(time: number): number {
    return Number.isNaN(time) ? (this.run?.startTime ?? 0) * 1000 : time;
  }

  #stepOf(name: string, row: ReadonlyMap<string, unknown>): number | undefined {
    // The definition that came last counts.
    const definition = this.#stepMetrics.findLast(({ matches, step }) =>
      step !== name && matches(name)
    );
    const value = definition && row.get(definition.step);
    return typeof value === "number" && Number.isInteger(value) ? value : undefined;
  }

  #isNew(row: string): boolean {
    this.#rows.add(row);
    return !this.#earlier.has(row);
  }

  #addStats(items: readonly WandbItem[], seconds: number): void {
    if (!this.#isNew(`stats ${seconds}`)) return;
    for (const { path, value } of items) {
      if (typeof value !== "number") continue;
      this.series.append(`system/${path.join(".")}`, value, seconds * 1000, NaN);
    }
  }
}

interface Nested {
  [name: string]: unknown;
}

/** Returns the object that items with nested names describe. */
function nest(items: readonly WandbItem[]): Nested {
  const root: Nested = Object.create(null);
  for (const { path, value } of items) {
    let level = root;
    for (const name of path.slice(0, -1)) {
      const next = level[name];
      level = isNested(next) ? next : level[name] = Object.create(null);
    }
    level[path.at(-1) ?? ""] = value;
  }
  return root;
}

function isNested(value: unknown): value is Nested {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Yields the values of a row with their paths; media, tables and histograms stay whole. */
function* partsOf(row: Nested, path = ""): Generator<readonly [string, unknown]> {
  for (const [name, value] of Object.entries(row)) {
    const within = path === "" ? name : `${path}.${name}`;
    if (isNested(value) && !isMedia(value)) yield* partsOf(value, within);
    else yield [within, value];
  }
}

/** Media, tables and histograms are objects with a type. */
function isMedia(value: unknown): boolean {
  return typeof value === "object" && value !== null && "_type" in value;
}

/** Returns a function that matches names with a pattern in which `*` stands for any text. */
function matcherOf(glob: string): (name: string) => boolean {
  const parts = glob.split("*");
  return (name) => {
    let at = 0;
    for (const [index, part] of parts.entries()) {
      const isFirst = index === 0;
      const isLast = index === parts.length - 1;
      if (isFirst && !name.startsWith(part)) return false;
      if (isLast) {
        return isFirst ? name === part : name.length - part.length >= at && name.endsWith(part);
      }
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return true;
  };
}
