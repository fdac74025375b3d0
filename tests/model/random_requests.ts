import type { Asker } from "./command.ts";
import type { Members } from "./plain.ts";
import {
  BUCKETS,
  EXPERIMENTS,
  GROUPS,
  METRICS,
  RandomValues,
  WRONG_NAMES,
} from "./random_values.ts";
import { ARN } from "./state.ts";

/** Random requests to AWS. */
export class RandomRequests extends RandomValues {
  /** Operations of AWS, by how often they come, and what they ask. */
  protected readonly requests: Readonly<Record<string, readonly [weight: number, () => Members]>> =
    {
      CreateExperiment: [4, () => ({
        // Known by small letters, as the library asks for them.
        ExperimentName: this.chance(0.03) ? this.pick(WRONG_NAMES) : this.pick(EXPERIMENTS),
        ...this.maybe({
          DisplayName: () => this.name(["Shown"]),
          Description: () => this.text("description", ["words"]),
          Tags: this.tags,
        }),
      })],
      DescribeExperiment: [2, () => ({ ExperimentName: this.name(this.experiments) })],
      UpdateExperiment: [2, () => ({
        ExperimentName: this.name(this.experiments),
        ...this.maybe({
          DisplayName: () => this.name(["Other"]),
          Description: () => this.text("description", ["words"]),
        }),
      })],
      DeleteExperiment: [2, () => ({ ExperimentName: this.name(EXPERIMENTS) })],
      ListExperiments: [1, () => this.paging()],
      CreateTrial: [4, () => ({
        TrialName: this.name(this.trials),
        ExperimentName: this.name(this.experiments),
        ...this.maybe({ DisplayName: () => this.name(["Shown"]), Tags: this.tags }),
      })],
      DescribeTrial: [2, () => ({ TrialName: this.name([...this.trials, ...GROUPS]) })],
      UpdateTrial: [1, () => ({
        TrialName: this.name(this.trials),
        ...this.maybe({ DisplayName: () => this.name(["Other"]) }),
      })],
      DeleteTrial: [2, () => ({ TrialName: this.name([...this.trials, ...GROUPS]) })],
      ListTrials: [2, () => ({
        ...this.paging(),
        ...this.maybe({
          ExperimentName: () => this.name(this.experiments),
          TrialComponentName: () => this.name(this.components),
        }),
      })],
      CreateTrialComponent: [8, () => ({
        TrialComponentName: this.madeOr(true),
        ...this.values(),
        ...this.maybe({ Tags: this.tags }),
      })],
      DescribeTrialComponent: [4, () => ({
        TrialComponentName: this.chance(0.2)
          ? `${ARN}experiment-trial-component/${this.component()}`
          : this.name(this.components),
      })],
      UpdateTrialComponent: [10, () => ({
        TrialComponentName: this.madeOr(false),
        ...this.values(),
        ...this.maybe({
          ParametersToRemove: () => [this.parameterName(), "lr"],
          OutputArtifactsToRemove: () => [this.artifactName()],
        }, 0.2),
      })],
      DeleteTrialComponent: [2, () => ({ TrialComponentName: this.deleted() })],
      ListTrialComponents: [3, () => ({
        ...this.paging(),
        ...this.maybe({
          ExperimentName: () => this.name(this.experiments),
          TrialName: () => this.name(this.trials),
        }),
      })],
      AssociateTrialComponent: [6, () => this.link()],
      DisassociateTrialComponent: [3, () => this.link()],
      AddTags: [3, () => ({ ResourceArn: this.arn(), Tags: this.tags() })],
      DeleteTags: [1, () => ({ ResourceArn: this.arn(), TagKeys: [this.pick(["team", "stage"])] })],
      ListTags: [1, () => ({ ResourceArn: this.arn() })],
      CreateArtifact: [3, () => ({
        Source: { SourceUri: this.uri() },
        ArtifactType: this.pick(["DataSet", "Model"]),
        ...this.maybe({ ArtifactName: () => this.name(["data"]) }),
      })],
      DescribeArtifact: [1, () => ({ ArtifactArn: { $artifact: this.uri() } })],
      DeleteArtifact: [
        2,
        () =>
          this.chance(0.5)
            ? { ArtifactArn: { $artifact: this.uri() } }
            : { Source: { SourceUri: this.uri() } },
      ],
      ListArtifacts: [1, () => ({
        ...this.maybe({
          SourceUri: () => this.uri(),
          MaxResults: () => this.pick([1, 2, 100]),
          SortOrder: () => this.pick(["Ascending", "Descending"]),
        }),
      })],
      AddAssociation: [4, () => ({
        SourceArn: this.end(),
        DestinationArn: this.end(),
        ...this.maybe({ AssociationType: () => this.pick(["Produced", "ContributedTo"]) }),
      })],
      DeleteAssociation: [2, () => ({ SourceArn: this.end(), DestinationArn: this.end() })],
      ListAssociations: [2, () => ({
        ...this.maybe({
          SourceArn: () => this.end(),
          DestinationArn: () => this.end(),
          MaxResults: () => this.pick([1, 2, 100]),
        }),
      })],
      Search: [10, () => this.search()],
      BatchPutMetrics: [10, () => ({
        TrialComponentName: this.component(),
        MetricData: Array.from({ length: 1 + Math.floor(this.random() * 4) }, () => ({
          MetricName: this.text("metric name", METRICS),
          Value: this.chance(0.05) ? { $number: "NaN" } : this.number("metric number"),
          Timestamp: this.time(),
          ...this.maybe({ Step: () => this.mostly([0, 1, 2, 2 ** 31 - 1], [2 ** 31, -1]) }, 0.6),
        })),
      })],
      BatchGetMetrics: [3, () => ({ MetricQueries: [this.query()] })],
      CreateBucket: [1, () => ({ Bucket: "b-1" })],
      PutObject: [6, () => ({
        Bucket: this.pick(BUCKETS),
        Key: this.pick(this.keys),
        Body: { $bytes: this.pick(["", "AA==", "//79", "w6k="]) },
        ContentType: this.pick(["text/plain", "a/b"]),
      })],
      GetObject: [3, () => ({ Bucket: this.pick(BUCKETS), Key: this.pick(this.keys) })],
      DeleteObject: [2, () => ({ Bucket: this.pick(BUCKETS), Key: this.pick(this.keys) })],
      DeleteObjects: [1, () => ({
        Bucket: this.pick(BUCKETS),
        Delete: { Objects: [{ Key: this.inXml() }, { Key: this.inXml() }] },
      })],
      ListObjectsV2: [3, () => ({
        Bucket: this.pick(BUCKETS),
        ...this.maybe({
          Prefix: () => this.pick(["a", "a/", "z/", "é"]),
          Delimiter: () => this.pick(["/", " "]),
          MaxKeys: () => this.pick([1, 2, 1_000]),
        }, 0.5),
      })],
    };

  /** A key that XML can name, in which S3 is told what to delete. */
  protected inXml(): string {
    return this.pick(["a", ...this.keys.filter((key) => key !== "\uffff")]);
  }

  protected link(): Members {
    return {
      TrialName: this.name([...this.trials, ...GROUPS]),
      TrialComponentName: this.name(this.components),
    };
  }

  protected query(): Members {
    const isBySteps = this.chance(0.6);
    return {
      MetricName: this.pick(METRICS),
      ResourceArn: `${ARN}experiment-trial-component/${this.component()}`,
      MetricStat: this.pick(["Min", "Max", "Count", "Last"]),
      Period: isBySteps ? "IterationNumber" : "OneMinute",
      XAxisType: isBySteps ? "IterationNumber" : "Timestamp",
    };
  }

  protected search(): Members {
    const Resource = this.pick([
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
        `Parameters.${this.text("parameter name", ["lr"]).slice(0, 200)}`,
      ]
      : ofAll;
    const filter = (): Members => {
      const Operator = this.pick([
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
      const Value = this.chance(0.5)
        ? String(this.pick(this.numbers))
        : this.text("search", ["adam", "e1", "t1", "Completed", "12", "a"]);
      return {
        Name: this.pick(properties),
        Operator,
        ...(Operator.endsWith("Exists") ? {} : { Value }),
      };
    };
    return {
      Resource,
      ...this.maybe({
        SearchExpression: () => ({
          Filters: Array.from({ length: 1 + Math.floor(this.random() * 2) }, filter),
          ...this.maybe({ Operator: () => this.pick(["And", "Or"]) }),
        }),
        SortBy: () => this.pick(properties),
        SortOrder: () => this.pick(["Ascending", "Descending"]),
        MaxResults: () => this.pick([1, 2, 100]),
      }, 0.6),
    };
  }

  protected request(): readonly [Asker, string, Members] {
    const all = Object.entries(this.requests);
    const total = all.reduce((sum, [, [weight]]) => sum + weight, 0);
    let left = this.random() * total;
    const chosen = all.find(([, [weight]]) => (left -= weight) < 0) ?? all[0];
    if (!chosen) throw new Error("There are no requests");
    const [name, [, make]] = chosen;
    return [this.chance(0.5) ? "sdk" : "boto3", name, make()];
  }
}
