import { type AwsCommand, awsCommand } from "./command.ts";
import { type Members, textIn } from "./plain.ts";
import { ARN, type State } from "./state.ts";

/** The requests that read everything that a store should have. */
export function wholeStore(state: State): readonly AwsCommand[] {
  const requests: (readonly [string, Members])[] = [
    ["ListExperiments", { MaxResults: 2 }],
    ["ListTrials", { MaxResults: 3, SortBy: "Name" }],
    ["ListTrialComponents", { MaxResults: 5, SortOrder: "Ascending" }],
    ["ListArtifacts", { MaxResults: 100 }],
    ["ListAssociations", { MaxResults: 100 }],
    ["Search", { Resource: "Experiment" }],
    ["Search", { Resource: "ExperimentTrial", SortBy: "CreationTime" }],
    ["Search", { Resource: "ExperimentTrialComponent", MaxResults: 100 }],
  ];
  for (const { members } of state.experiments.values()) {
    const ExperimentName = textIn(members, "ExperimentName");
    const ResourceArn = `${ARN}experiment/${ExperimentName.toLowerCase()}`;
    requests.push(["DescribeExperiment", { ExperimentName }], ["ListTags", { ResourceArn }]);
  }
  for (const [key, { members }] of state.trials) {
    const TrialName = textIn(members, "TrialName");
    requests.push(
      ["DescribeTrial", { TrialName }],
      ["ListTags", { ResourceArn: `${ARN}experiment-trial/${key}` }],
      ["ListTrialComponents", { TrialName, MaxResults: 100 }],
    );
  }
  for (const [key, { metrics }] of state.components) {
    requests.push(["DescribeTrialComponent", { TrialComponentName: key }]);
    for (const MetricName of Array.from(metrics.keys()).slice(0, 3)) {
      requests.push(["BatchGetMetrics", { MetricQueries: queriesOf(key, MetricName) }]);
    }
  }
  for (const [Bucket, objects] of state.buckets) {
    requests.push(["ListObjectsV2", { Bucket }]);
    for (const Key of objects.keys()) requests.push(["GetObject", { Bucket, Key }]);
  }
  return requests.map(([name, input]) => awsCommand(name, input));
}

function queriesOf(component: string, MetricName: string): readonly Members[] {
  const ResourceArn = `${ARN}experiment-trial-component/${component}`;
  const query = { MetricName, ResourceArn };
  return [
    { ...query, MetricStat: "Last", Period: "IterationNumber", XAxisType: "IterationNumber" },
    { ...query, MetricStat: "Count", Period: "OneMinute", XAxisType: "Timestamp" },
  ];
}
