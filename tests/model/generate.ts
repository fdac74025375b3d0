/** Random commands. Names come from few, so that commands meet. */
import { dice } from "../support/dice.ts";
import type { Asker, Command } from "./command.ts";
import { keptName, keptText } from "./literals.ts";
import { oddNumbers, oddTexts, oddTimes, refusedTexts, refusedTimes, type Use } from "./odd.ts";
import { type Members, type Plain, time, toPlain } from "./plain.ts";
import { ARN } from "./state.ts";

const EXPERIMENTS = ["e1", "e2", "e3"];
const RUNS = ["r1", "r2", "r3", "r4"];
const TRIALS = ["t1", "t2", "t3", "t4"];
const GROUPS = EXPERIMENTS.map((name) => `Default-Run-Group-${name}`);
const WRONG_NAMES = ["", "-a", "a-", "a_b", "a b", "é", "a\n", "a/b", "x".repeat(121)];
const METRICS = ["loss", "loss.max", "acc", "a b"];
const BUCKETS = ["b-1", "sagemaker-local-000000000000"];
const KEYS = [
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

/** Command after command, from a seed. */
export class Generator {
  readonly #random: () => number;
  /** The present of points' times: clients that check them take none that are far away. */
  readonly #present: number;

  /** Odd values of each use, keys and names: few for one sequence, so that later commands meet them. */
  readonly #odd = new Map<Use, readonly string[]>();
  readonly #keys: readonly string[];
  readonly #numbers: readonly number[];
  readonly #experiments: readonly string[];
  readonly #trials: readonly string[];
  readonly #made = new Set<string>();
  readonly #components: readonly string[];

  constructor(seed: number, present: number) {
    this.#random = dice(seed);
    this.#present = present;
    this.#keys = this.#some(KEYS, 5);
    this.#numbers = this.#some(oddNumbers("parameter number"), 6);
    this.#experiments = this.#some(EXPERIMENTS, 2);
    this.#trials = this.#some(TRIALS, 2);
    this.#components = this.#experiments.flatMap((experiment) =>
      RUNS.map((run) => `${experiment}-${run}`)
    );
  }

  /** A component that was made before, if any was; a new one if it is to be made. */
  #madeOr(isNew: boolean): string {
    const made = this.#components.filter((name) => this.#made.has(name) !== isNew);
    const name = this.#name(made.length > 0 && this.#chance(0.8) ? made : this.#components);
    if (isNew) this.#made.add(name.toLowerCase());
    return name;
  }

  #deleted(): string {
    const name = this.#madeOr(false);
    this.#made.delete(name.toLowerCase());
    return name;
  }

  /** Some values, each once. */
  #some<T>(values: readonly T[], count: number): readonly T[] {
    const keyed = values.map((value) => ({ value, place: this.#random() }));
    return keyed.sort((a, b) => a.place - b.place).slice(0, count).map(({ value }) => value);
  }

  /** The next command. */
  next(): Command {
    const wait = this.#pick([0, 1, 1_000, 61_000]);
    if (this.#chance(0.01)) return { client: "restart", wait };
    const [client, name, input] = this.#chance(0.25) ? this.#call() : this.#request();
    return { client, name, input, wait };
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.#random() * values.length)];
    if (value === undefined) throw new Error("There is nothing to pick from");
    return value;
  }

  /** A value that is taken, at times one that is refused. */
  #mostly<T>(taken: readonly T[], refused: readonly T[]): T {
    return this.#pick(this.#chance(0.05) ? refused : taken);
  }

  /** Members, each with its chance of being there. */
  #maybe(members: Readonly<Record<string, () => Plain>>, share = 0.3): Members {
    return Object.fromEntries(
      Object.entries(members).flatMap(([name, make]) =>
        this.#chance(share) ? [[name, make()]] : []
      ),
    );
  }

  #entries(most: number, name: () => string, value: () => Plain): Members {
    const size = Math.floor(this.#random() * (most + 1));
    return Object.fromEntries(Array.from({ length: size }, () => [name(), value()]));
  }

  /** A name, at times in other letters, at times no name at all. */
  #name(names: readonly string[]): string {
    if (this.#chance(0.02)) return this.#pick(WRONG_NAMES);
    const name = this.#pick(names);
    return this.#chance(0.15) ? name.toUpperCase() : name;
  }

  #component(): string {
    return this.#pick(this.#components);
  }

  #text(use: Use, usual: readonly string[]): string {
    if (this.#chance(0.6)) return this.#pick(usual);
    if (this.#chance(0.04)) return this.#pick(refusedTexts(use));
    // At times any, so that no sequence keeps to what it has.
    if (this.#chance(0.1)) return this.#pick(oddTexts(use));
    const known = this.#odd.get(use) ?? this.#some(oddTexts(use), 6);
    this.#odd.set(use, known);
    return this.#pick(known);
  }

  #number(use: "parameter number" | "metric number"): Plain {
    // One of many is too rare for the one whose sign gets lost.
    if (this.#chance(0.08)) return toPlain(-0);
    return this.#chance(0.6)
      ? toPlain(this.#pick(oddNumbers(use)))
      : Math.round(this.#random() * 1e6) / 1e3;
  }

  #time(): Plain {
    return time(this.#pick(this.#chance(0.03) ? refusedTimes() : oddTimes()));
  }

  #parameter(): Plain {
    return this.#chance(0.5)
      ? {
        NumberValue: this.#chance(0.03)
          ? { $number: this.#pick(["NaN", "-Infinity"]) }
          : this.#number("parameter number"),
      }
      : { StringValue: this.#text("parameter value", ["adam", "sgd", "12"]) };
  }

  #parameterName = (): string => this.#text("parameter name", ["lr", "epochs", "seed"]);
  #artifactName = (): string => this.#text("artifact name", ["model", "data"]);

  #artifact(): Plain {
    return {
      Value: this.#text("artifact value", ["s3://b-1/a", "model.pt"]),
      ...this.#maybe({
        MediaType: () => this.#mostly(["text/plain", "image/png"], ["none", "a/b.c"]),
      }),
    };
  }

  #tags = (): Plain => {
    const size = Math.floor(this.#random() * 3);
    return Array.from({ length: size }, () => ({
      Key: this.#pick(["team", "a:b/c=d+e-f@g.h_i", "ü \u3000x", "stage"]),
      Value: this.#mostly(["", "a", "é", "x".repeat(256), "1"], ["no!tag", "x".repeat(257)]),
    }));
  };

  #arn(): string {
    const [kind, names] = this.#pick<readonly [string, readonly string[]]>([
      ["experiment", this.#experiments],
      ["experiment-trial", this.#trials],
      ["experiment-trial-component", this.#components],
    ]);
    return `${ARN}${kind}/${this.#pick(names)}`;
  }

  #uri(): string {
    return this.#text("uri", ["s3://b-1/a", "s3://b-1/b"]);
  }

  #end(): Plain {
    return this.#chance(0.6)
      ? `${ARN}experiment-trial-component/${this.#pick(this.#components.slice(0, 3))}`
      : { $artifact: this.#chance(0.7) ? "s3://b-1/a" : this.#uri() };
  }

  #paging(): Members {
    return this.#maybe({
      MaxResults: () => this.#mostly([1, 2, 3, 100], [0, 101]),
      SortBy: () => this.#pick(["Name", "CreationTime"]),
      SortOrder: () => this.#pick(["Ascending", "Descending"]),
    }, 0.5);
  }

  #values(): Members {
    return this.#maybe({
      DisplayName: () => this.#name(["Shown", "shown-too"]),
      Status: () => ({
        PrimaryStatus: this.#mostly(["InProgress", "Completed", "Failed", "Stopped"], ["Done", ""]),
        ...this.#maybe({ Message: () => this.#text("message", ["fine"]) }),
      }),
      StartTime: () => this.#time(),
      EndTime: () => this.#time(),
      Parameters: () => this.#entries(3, this.#parameterName, () => this.#parameter()),
      InputArtifacts: () => this.#entries(2, this.#artifactName, () => this.#artifact()),
      OutputArtifacts: () => this.#entries(2, this.#artifactName, () => this.#artifact()),
    }, 0.45);
  }

  /** Operations of AWS, by how often they come, and what they ask. */
  readonly #requests: Readonly<Record<string, readonly [weight: number, () => Members]>> = {
    CreateExperiment: [4, () => ({
      // Known by small letters, as the library asks for them.
      ExperimentName: this.#chance(0.03) ? this.#pick(WRONG_NAMES) : this.#pick(EXPERIMENTS),
      ...this.#maybe({
        DisplayName: () => this.#name(["Shown"]),
        Description: () => this.#text("description", ["words"]),
        Tags: this.#tags,
      }),
    })],
    DescribeExperiment: [2, () => ({ ExperimentName: this.#name(this.#experiments) })],
    UpdateExperiment: [2, () => ({
      ExperimentName: this.#name(this.#experiments),
      ...this.#maybe({
        DisplayName: () => this.#name(["Other"]),
        Description: () => this.#text("description", ["words"]),
      }),
    })],
    DeleteExperiment: [2, () => ({ ExperimentName: this.#name(EXPERIMENTS) })],
    ListExperiments: [1, () => this.#paging()],
    CreateTrial: [4, () => ({
      TrialName: this.#name(this.#trials),
      ExperimentName: this.#name(this.#experiments),
      ...this.#maybe({ DisplayName: () => this.#name(["Shown"]), Tags: this.#tags }),
    })],
    DescribeTrial: [2, () => ({ TrialName: this.#name([...this.#trials, ...GROUPS]) })],
    UpdateTrial: [1, () => ({
      TrialName: this.#name(this.#trials),
      ...this.#maybe({ DisplayName: () => this.#name(["Other"]) }),
    })],
    DeleteTrial: [2, () => ({ TrialName: this.#name([...this.#trials, ...GROUPS]) })],
    ListTrials: [2, () => ({
      ...this.#paging(),
      ...this.#maybe({
        ExperimentName: () => this.#name(this.#experiments),
        TrialComponentName: () => this.#name(this.#components),
      }),
    })],
    CreateTrialComponent: [8, () => ({
      TrialComponentName: this.#madeOr(true),
      ...this.#values(),
      ...this.#maybe({ Tags: this.#tags }),
    })],
    DescribeTrialComponent: [4, () => ({
      TrialComponentName: this.#chance(0.2)
        ? `${ARN}experiment-trial-component/${this.#component()}`
        : this.#name(this.#components),
    })],
    UpdateTrialComponent: [10, () => ({
      TrialComponentName: this.#madeOr(false),
      ...this.#values(),
      ...this.#maybe({
        ParametersToRemove: () => [this.#parameterName(), "lr"],
        OutputArtifactsToRemove: () => [this.#artifactName()],
      }, 0.2),
    })],
    DeleteTrialComponent: [2, () => ({ TrialComponentName: this.#deleted() })],
    ListTrialComponents: [3, () => ({
      ...this.#paging(),
      ...this.#maybe({
        ExperimentName: () => this.#name(this.#experiments),
        TrialName: () => this.#name(this.#trials),
      }),
    })],
    AssociateTrialComponent: [6, () => this.#link()],
    DisassociateTrialComponent: [3, () => this.#link()],
    AddTags: [3, () => ({ ResourceArn: this.#arn(), Tags: this.#tags() })],
    DeleteTags: [1, () => ({ ResourceArn: this.#arn(), TagKeys: [this.#pick(["team", "stage"])] })],
    ListTags: [1, () => ({ ResourceArn: this.#arn() })],
    CreateArtifact: [3, () => ({
      Source: { SourceUri: this.#uri() },
      ArtifactType: this.#pick(["DataSet", "Model"]),
      ...this.#maybe({ ArtifactName: () => this.#name(["data"]) }),
    })],
    DescribeArtifact: [1, () => ({ ArtifactArn: { $artifact: this.#uri() } })],
    DeleteArtifact: [
      2,
      () =>
        this.#chance(0.5)
          ? { ArtifactArn: { $artifact: this.#uri() } }
          : { Source: { SourceUri: this.#uri() } },
    ],
    ListArtifacts: [1, () => ({
      ...this.#maybe({
        SourceUri: () => this.#uri(),
        MaxResults: () => this.#pick([1, 2, 100]),
        SortOrder: () => this.#pick(["Ascending", "Descending"]),
      }),
    })],
    AddAssociation: [4, () => ({
      SourceArn: this.#end(),
      DestinationArn: this.#end(),
      ...this.#maybe({ AssociationType: () => this.#pick(["Produced", "ContributedTo"]) }),
    })],
    DeleteAssociation: [2, () => ({ SourceArn: this.#end(), DestinationArn: this.#end() })],
    ListAssociations: [2, () => ({
      ...this.#maybe({
        SourceArn: () => this.#end(),
        DestinationArn: () => this.#end(),
        MaxResults: () => this.#pick([1, 2, 100]),
      }),
    })],
    Search: [10, () => this.#search()],
    BatchPutMetrics: [10, () => ({
      TrialComponentName: this.#component(),
      MetricData: Array.from({ length: 1 + Math.floor(this.#random() * 4) }, () => ({
        MetricName: this.#text("metric name", METRICS),
        Value: this.#chance(0.05) ? { $number: "NaN" } : this.#number("metric number"),
        Timestamp: this.#time(),
        ...this.#maybe({ Step: () => this.#mostly([0, 1, 2, 2 ** 31 - 1], [2 ** 31, -1]) }, 0.6),
      })),
    })],
    BatchGetMetrics: [3, () => ({ MetricQueries: [this.#query()] })],
    CreateBucket: [1, () => ({ Bucket: "b-1" })],
    PutObject: [6, () => ({
      Bucket: this.#pick(BUCKETS),
      Key: this.#pick(this.#keys),
      Body: { $bytes: this.#pick(["", "AA==", "//79", "w6k="]) },
      ContentType: this.#pick(["text/plain", "a/b"]),
    })],
    GetObject: [3, () => ({ Bucket: this.#pick(BUCKETS), Key: this.#pick(this.#keys) })],
    DeleteObject: [2, () => ({ Bucket: this.#pick(BUCKETS), Key: this.#pick(this.#keys) })],
    DeleteObjects: [1, () => ({
      Bucket: this.#pick(BUCKETS),
      Delete: { Objects: [{ Key: this.#inXml() }, { Key: this.#inXml() }] },
    })],
    ListObjectsV2: [3, () => ({
      Bucket: this.#pick(BUCKETS),
      ...this.#maybe({
        Prefix: () => this.#pick(["a", "a/", "z/", "é"]),
        Delimiter: () => this.#pick(["/", " "]),
        MaxKeys: () => this.#pick([1, 2, 1_000]),
      }, 0.5),
    })],
  };

  /** A key that XML can name, in which S3 is told what to delete. */
  #inXml(): string {
    return this.#pick(["a", ...this.#keys.filter((key) => key !== "\uffff")]);
  }

  #link(): Members {
    return {
      TrialName: this.#name([...this.#trials, ...GROUPS]),
      TrialComponentName: this.#name(this.#components),
    };
  }

  #query(): Members {
    const isBySteps = this.#chance(0.6);
    return {
      MetricName: this.#pick(METRICS),
      ResourceArn: `${ARN}experiment-trial-component/${this.#component()}`,
      MetricStat: this.#pick(["Min", "Max", "Count", "Last"]),
      Period: isBySteps ? "IterationNumber" : "OneMinute",
      XAxisType: isBySteps ? "IterationNumber" : "Timestamp",
    };
  }

  #search(): Members {
    const Resource = this.#pick([
      "Experiment",
      "ExperimentTrial",
      ...Array.from({ length: 6 }, () => "ExperimentTrialComponent"),
    ]);
    const ofAll = ["DisplayName", "CreationTime", "LastModifiedTime", "Tags.team"];
    const properties = Resource === "ExperimentTrialComponent"
      ? [
        ...ofAll,
        "Parameters.lr",
        "Parameters.seed",
        "Metrics.loss",
        "Metrics.loss.min",
        "Metrics.loss.max",
        "Metrics.acc.last",
        "Status.PrimaryStatus",
        "TrialComponentName",
        "StartTime",
        "Parents.ExperimentName",
        "Parents.TrialName",
        `Parameters.${this.#text("parameter name", ["lr"]).slice(0, 200)}`,
      ]
      : ofAll;
    const filter = (): Members => {
      const Operator = this.#pick([
        "Equals",
        "NotEquals",
        "Contains",
        "Exists",
        "NotExists",
        "GreaterThan",
        "LessThan",
        "GreaterThanOrEqualTo",
        "LessThanOrEqualTo",
      ]);
      const Value = this.#chance(0.5)
        ? String(this.#pick(this.#numbers))
        : this.#text("search", ["adam", "e1", "t1", "Completed", "12", "a"]);
      return {
        Name: this.#pick(properties),
        Operator,
        ...(Operator.endsWith("Exists") ? {} : { Value }),
      };
    };
    return {
      Resource,
      ...this.#maybe({
        SearchExpression: () => ({
          Filters: Array.from({ length: 1 + Math.floor(this.#random() * 2) }, filter),
          ...this.#maybe({ Operator: () => this.#pick(["And", "Or"]) }),
        }),
        SortBy: () => this.#pick(properties),
        SortOrder: () => this.#pick(["Ascending", "Descending"]),
        MaxResults: () => this.#pick([1, 2, 100]),
      }, 0.6),
    };
  }

  #request(): readonly [Asker, string, Members] {
    const all = Object.entries(this.#requests);
    const total = all.reduce((sum, [, [weight]]) => sum + weight, 0);
    let left = this.#random() * total;
    const chosen = all.find(([, [weight]]) => (left -= weight) < 0) ?? all[0];
    if (!chosen) throw new Error("There are no requests");
    const [name, [, make]] = chosen;
    return [this.#chance(0.5) ? "sdk" : "boto3", name, make()];
  }

  #run(): Members {
    return { experimentName: this.#pick(this.#experiments), runName: this.#pick(RUNS) };
  }

  /** A call of the library. */
  #call(): readonly [Asker, string, Members] {
    const name = this.#pick([
      "record",
      "record",
      "record",
      "getRun",
      "getRun",
      "listRuns",
      "searchRuns",
      "updateRun",
      "deleteRun",
      "archiveRun",
      "restoreRun",
      "getMetricHistory",
      "listExperiments",
      ...(this.#chance(0.2) ? ["deleteExperiment"] : []),
    ]);
    const run = this.#run();
    switch (name) {
      case "record":
        return ["library", name, { ...run, ...this.#log() }];
      case "listRuns":
      case "searchRuns":
        return ["library", name, this.#listing()];
      case "updateRun":
        return ["library", name, {
          ...run,
          parameters: this.#entries(
            2,
            this.#logged,
            () => this.#chance(0.3) ? null : this.#number("parameter number"),
          ),
          tags: this.#entries(1, () => "team", () => this.#chance(0.4) ? null : "a"),
        }];
      case "deleteRun":
        return ["library", name, { ...run, ...this.#maybe({ dryRun: () => true }) }];
      case "getMetricHistory":
        return ["library", name, {
          ...run,
          metricName: this.#metric(),
          byRecord: this.#chance(0.5),
        }];
      default:
        return ["library", name, run];
    }
  }

  /** Names that are kept whole: the library keeps longer ones in a file. */
  #logged = (): string => {
    const name = this.#parameterName();
    return keptName(name).length <= 128 ? name : "lr";
  };

  #log(): Members {
    const text = (value: string): string => keptText(value).length <= 2_048 ? value : "long";
    const wordy = (): Plain => text(this.#text("parameter value", ["adam"]));
    return {
      how: this.#pick(["start", "load"]),
      ...this.#maybe({ failure: () => this.#pick(["out of memory", "é😀"]) }),
      tags: this.#entries(1, () => "team", () => this.#pick(["a", "b"])),
      parameters: this.#entries(
        3,
        this.#logged,
        () => {
          if (this.#chance(0.05)) return { $number: this.#pick(["NaN", "-Infinity"]) };
          return this.#chance(0.5) ? this.#number("parameter number") : wordy();
        },
      ),
      metrics: Array.from({ length: Math.floor(this.#random() * 6) }, () => ({
        name: this.#metric(),
        value: this.#chance(0.1)
          ? { $number: this.#pick(["NaN", "Infinity", "-Infinity", "-0"]) }
          : this.#number("metric number"),
        at: time(this.#present - Math.floor(this.#random() * 86_400_000)),
        ...this.#maybe({ step: () => this.#pick([0, 1, 2, 3, 2 ** 40, 2 ** 53 - 1]) }, 0.6),
      })),
      artifacts: Object.keys(this.#entries(1, this.#logged, () => null)).map((name) => ({
        name,
        value: text(this.#text("artifact value", ["v"])),
      })),
      texts: this.#maybe({ a: () => "" }, 0.3)["a"] === undefined ? [] : [{
        name: this.#pick(["log.txt", "a b/é.txt", "😀%2F+.txt"]),
        text: this.#pick(["", "one", "\u0000\ufeff😀"]),
      }],
    };
  }

  #metric(): string {
    const name = this.#text("metric name", METRICS);
    return name !== "" && keptText(name).length <= 255 ? name : "loss";
  }

  #listing(): Members {
    return {
      experimentName: this.#pick(this.#experiments),
      sortBy: this.#pick(["creationTime", "runName", "parameters.lr", "parameters.seed"]),
      sortOrder: this.#pick(["ascending", "descending"]),
      ...this.#maybe({
        maxResults: () => this.#pick([1, 2, 100]),
        includeArchived: () => true,
        where: () =>
          this.#pick<Members>([
            { status: "Completed" },
            {
              "parameters.lr": {
                gte: this.#pick(this.#numbers) + 0,
              },
            },
            { "parameters.seed": this.#pick(this.#numbers) + 0 },
            { "parameters.lr": "adam" },
          ]),
      }),
    };
  }
}
