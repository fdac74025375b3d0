/** Random names, texts and numbers. Names come from few, so that commands meet. */
import { dice } from "../support/dice.ts";
import { oddNumbers, oddTexts, oddTimes, refusedTexts, refusedTimes, type Use } from "./odd.ts";
import { type Members, type Plain, time, toPlain } from "./plain.ts";
import { ARN } from "./state.ts";

export const EXPERIMENTS = ["e1", "e2", "e3"];
export const RUNS = ["r1", "r2", "r3", "r4"];
export const TRIALS = ["t1", "t2", "t3", "t4"];
export const GROUPS = EXPERIMENTS.map((name) => `Default-Run-Group-${name}`);
export const WRONG_NAMES = ["", "-a", "a-", "a_b", "a b", "é", "a\n", "a/b", "x".repeat(121)];
export const METRICS = ["loss", "loss.max", "acc", "a b"];
export const BUCKETS = ["b-1", "sagemaker-local-000000000000"];
export const KEYS = [
  "a",
  "a/b",
  "a/c d",
  "a+b/%2F",
  "a//b",
  "z/é",
  "z/e\u0301",
  "😀",
  "\uffff",
  "<&\">'",
  " a ",
  "k".repeat(1_024),
  "k".repeat(1_025),
];

/** Random values for what a command asks, from a seed. */
export class RandomValues {
  protected readonly random: () => number;
  /** The present of points' times: clients that check them take none that are far away. */
  protected readonly present: number;

  /** Odd values of each use, keys and names: few for one sequence, so that later commands meet them. */
  protected readonly odd = new Map<Use, readonly string[]>();
  protected readonly keys: readonly string[];
  protected readonly numbers: readonly number[];
  protected readonly experiments: readonly string[];
  protected readonly trials: readonly string[];
  protected readonly made = new Set<string>();
  protected readonly components: readonly string[];

  constructor(seed: number, present: number) {
    this.random = dice(seed);
    this.present = present;
    this.keys = this.some(KEYS, 5);
    this.numbers = this.some(oddNumbers("parameter number"), 6);
    this.experiments = this.some(EXPERIMENTS, 2);
    this.trials = this.some(TRIALS, 2);
    this.components = this.experiments.flatMap((experiment) =>
      RUNS.map((run) => `${experiment}-${run}`)
    );
  }

  /** A component that was made before, if any was; a new one if it is to be made. */
  protected madeOr(isNew: boolean): string {
    const made = this.components.filter((name) => this.made.has(name) !== isNew);
    const name = this.name(made.length > 0 && this.chance(0.8) ? made : this.components);
    if (isNew) this.made.add(name.toLowerCase());
    return name;
  }

  protected deleted(): string {
    const name = this.madeOr(false);
    this.made.delete(name.toLowerCase());
    return name;
  }

  /** Some values, each once. */
  protected some<T>(values: readonly T[], count: number): readonly T[] {
    const keyed = values.map((value) => ({ value, place: this.random() }));
    return keyed.sort((a, b) => a.place - b.place).slice(0, count).map(({ value }) => value);
  }

  protected chance(share: number): boolean {
    return this.random() < share;
  }

  protected pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.random() * values.length)];
    if (value === undefined) throw new Error("There is nothing to pick from");
    return value;
  }

  /** A value that is taken, at times one that is refused. */
  protected mostly<T>(taken: readonly T[], refused: readonly T[]): T {
    return this.pick(this.chance(0.05) ? refused : taken);
  }

  /** Members, each with its chance of being there. */
  protected maybe(members: Readonly<Record<string, () => Plain>>, share = 0.3): Members {
    return Object.fromEntries(
      Object.entries(members).flatMap(([name, make]) => this.chance(share) ? [[name, make()]] : []),
    );
  }

  protected entries(most: number, name: () => string, value: () => Plain): Members {
    const size = Math.floor(this.random() * (most + 1));
    return Object.fromEntries(Array.from({ length: size }, () => [name(), value()]));
  }

  /** A name, at times in other letters, at times no name at all. */
  protected name(names: readonly string[]): string {
    if (this.chance(0.02)) return this.pick(WRONG_NAMES);
    const name = this.pick(names);
    return this.chance(0.15) ? name.toUpperCase() : name;
  }

  protected component(): string {
    return this.pick(this.components);
  }

  protected text(use: Use, usual: readonly string[]): string {
    if (this.chance(0.6)) return this.pick(usual);
    if (this.chance(0.04)) return this.pick(refusedTexts(use));
    // At times any, so that no sequence keeps to what it has.
    if (this.chance(0.1)) return this.pick(oddTexts(use));
    const known = this.odd.get(use) ?? this.some(oddTexts(use), 6);
    this.odd.set(use, known);
    return this.pick(known);
  }

  protected number(use: "parameter number" | "metric number"): Plain {
    // One of many is too rare for the one whose sign gets lost.
    if (this.chance(0.08)) return toPlain(-0);
    return this.chance(0.6)
      ? toPlain(this.pick(oddNumbers(use)))
      : Math.round(this.random() * 1e6) / 1e3;
  }

  protected time(): Plain {
    return time(this.pick(this.chance(0.03) ? refusedTimes() : oddTimes()));
  }

  protected parameter(): Plain {
    return this.chance(0.5)
      ? {
        NumberValue: this.chance(0.03)
          ? { $number: this.pick(["NaN", "-Infinity"]) }
          : this.number("parameter number"),
      }
      : { StringValue: this.text("parameter value", ["adam", "sgd", "12"]) };
  }

  protected parameterName = (): string => this.text("parameter name", ["lr", "epochs", "seed"]);
  protected artifactName = (): string => this.text("artifact name", ["model", "data"]);

  protected artifact(): Plain {
    return {
      Value: this.text("artifact value", ["s3://b-1/a", "model.pt"]),
      ...this.maybe({
        MediaType: () => this.mostly(["text/plain", "image/png"], ["none", "a/b.c"]),
      }),
    };
  }

  protected tags = (): Plain => {
    const size = Math.floor(this.random() * 3);
    return Array.from({ length: size }, () => ({
      Key: this.pick(["team", "a:b/c=d+e-f@g.h_i", "ü \u3000x", "stage"]),
      Value: this.mostly(["", "a", "é", "x".repeat(256), "1"], ["no!tag", "x".repeat(257)]),
    }));
  };

  protected arn(): string {
    const [kind, names] = this.pick<readonly [string, readonly string[]]>([
      ["experiment", this.experiments],
      ["experiment-trial", this.trials],
      ["experiment-trial-component", this.components],
    ]);
    return `${ARN}${kind}/${this.pick(names)}`;
  }

  protected uri(): string {
    return this.text("uri", ["s3://b-1/a", "s3://b-1/b"]);
  }

  protected end(): Plain {
    return this.chance(0.6)
      ? `${ARN}experiment-trial-component/${this.pick(this.components.slice(0, 3))}`
      : { $artifact: this.chance(0.7) ? "s3://b-1/a" : this.uri() };
  }

  protected paging(): Members {
    return this.maybe({
      MaxResults: () => this.mostly([1, 2, 3, 100], [0, 101]),
      SortBy: () => this.pick(["Name", "CreationTime"]),
      SortOrder: () => this.pick(["Ascending", "Descending"]),
    }, 0.5);
  }

  protected values(): Members {
    return this.maybe({
      DisplayName: () => this.name(["Shown", "shown-too"]),
      Status: () => ({
        PrimaryStatus: this.mostly(["InProgress", "Completed", "Failed", "Stopped"], ["Done", ""]),
        ...this.maybe({ Message: () => this.text("message", ["fine"]) }),
      }),
      StartTime: () => this.time(),
      EndTime: () => this.time(),
      Parameters: () => this.entries(3, this.parameterName, () => this.parameter()),
      InputArtifacts: () => this.entries(2, this.artifactName, () => this.artifact()),
      OutputArtifacts: () => this.entries(2, this.artifactName, () => this.artifact()),
    }, 0.45);
  }
}
