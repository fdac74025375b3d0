/** Texts for members of requests to SageMaker, among them names that requests meet again. */

const numbered = (word: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${word}-${index}`);

const EXPERIMENTS = numbered("experiment", 3);
const TRIALS = numbered("trial", 4);
const RUNS = [...numbered("run", 6), "RUN-0"];
const URIS = ["s3://bucket/a", "s3://bucket/b c", "https://example.com/?a=b"];

const ACCOUNT = "arn:aws:sagemaker:local:000000000000:";
const PROPERTIES = [
  "ExperimentName",
  "TrialName",
  "TrialComponentName",
  "CreationTime",
  "Status.PrimaryStatus",
  "Parameters.lr",
  "Parameters.\u00e9",
  "Metrics.loss.min",
  "Metrics.loss",
  "Tags.team",
  "Parents.ExperimentName",
  "InputArtifacts.data",
  "Nothing",
];

/** Texts by the name of the member. */
export const TEXTS_OF: Readonly<Record<string, readonly string[]>> = {
  ExperimentName: EXPERIMENTS,
  TrialName: TRIALS,
  TrialComponentName: RUNS,
  ArtifactName: numbered("artifact", 3),
  ActionName: numbered("action", 3),
  ContextName: numbered("context", 3),
  TrainingJobName: numbered("training", 30),
  ProcessingJobName: numbered("processing", 30),
  TransformJobName: numbered("transform", 30),
  MetricName: ["loss", "val/accuracy", "\u00e9\u{1f600}", "a\u0000b", "__proto__"],
  SourceUri: URIS,
  Name: PROPERTIES,
  SortBy: ["Name", "CreationTime", ...PROPERTIES],
  NestedPropertyName: ["Metrics", "Tags", "Parents", "Parameters"],
  Resource: ["Experiment", "ExperimentTrial", "ExperimentTrialComponent", "Model"],
};

/** Texts for any other member. */
export const TEXTS: readonly string[] = [
  ...EXPERIMENTS,
  ...TRIALS,
  ...RUNS,
  ...URIS,
  ...EXPERIMENTS.map((name) => `${ACCOUNT}experiment/${name}`),
  ...TRIALS.map((name) => `${ACCOUNT}experiment-trial/${name}`),
  ...RUNS.map((name) => `${ACCOUNT}experiment-trial-component/${name.toLowerCase()}`),
  ...numbered("action", 3).map((name) => `${ACCOUNT}action/${name}`),
  ...numbered("context", 3).map((name) => `${ACCOUNT}context/${name}`),
  `${ACCOUNT}artifact/0123456789abcdef`,
  `${ACCOUNT}training-job/training-0`,
  "arn:aws:iam::000000000000:role/trainer",
  "image/png",
  "adam",
  "team",
  "lr",
  "data",
  "12",
  "2026-01-02T03:04:05Z",
  "a value, with spaces",
];
