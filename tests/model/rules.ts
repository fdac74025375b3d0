/**
 * AWS's rules for the members of requests, written down from the API reference of SageMaker and
 * SageMaker Metrics, and not taken from `src`: the two must be able to disagree.
 */
import { isMembers, type Members, msOf, numberIn, type Plain } from "./plain.ts";
import { invalid } from "./state.ts";

/** Whether a value keeps a rule. */
type Rule = (value: Plain) => boolean;

const texts = (from: number, to: number, pattern?: RegExp): Rule => (value) =>
  typeof value === "string" && value.isWellFormed() && value.length >= from &&
  value.length <= to &&
  (pattern?.test(value) ?? true);
const oneOf = (...words: readonly string[]): Rule => (value) => words.includes(String(value));
const numbers = (from: number, to: number): Rule => (value) =>
  typeof value === "number" && value >= from && value <= to;
const lists = (of: Rule, from: number, to: number): Rule => (value) =>
  Array.isArray(value) && value.length >= from && value.length <= to && value.every(of);
const maps = (key: Rule, of: Rule, to: number): Rule => (value) =>
  isMembers(value) && Object.keys(value).length <= to &&
  Object.entries(value).every(([name, one]) => key(name) && of(one));
const members = (rules: Readonly<Record<string, Rule>>): Rule => (value) =>
  isMembers(value) &&
  Object.entries(rules).every(([name, rule]) => {
    const one = value[name.replace("!", "")];
    return one === undefined ? !name.endsWith("!") : rule(one);
  });
const any: Rule = () => true;
const finite: Rule = (value) => Number.isFinite(numberIn(value));
/** The years that every reader has, in any time zone. */
const TIME: Rule = (value) =>
  msOf(value) >= -62_135_510_400_000 && msOf(value) <= 253_402_214_400_000;

/** Java's dot, which AWS's patterns are written for, takes no line break of any kind. */
const ONE_LINE = /^[^\n\r\u0085\u2028\u2029]*$/;

const NAME = texts(1, 120, /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$(?!\n)/);
const NAME_OR_ARN = texts(
  1,
  256,
  /^(arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:(experiment|experiment-trial|experiment-trial-component|artifact|action|context)\/)?[a-zA-Z0-9](-*[a-zA-Z0-9]){0,119}$(?!\n)/,
);
const DESCRIPTION = texts(0, 3072, ONE_LINE);
const TAG_KEY = texts(1, 128, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u);
const TAGS = lists(
  members({ "Key!": TAG_KEY, "Value!": texts(0, 256, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u) }),
  0,
  50,
);
const STATUS = members({
  PrimaryStatus: oneOf("InProgress", "Completed", "Failed", "Stopping", "Stopped"),
  Message: texts(0, 1024, ONE_LINE),
});
const PARAMETERS = maps(
  texts(0, 320, ONE_LINE),
  members({ StringValue: texts(0, 2500, ONE_LINE), NumberValue: finite }),
  300,
);
const ARTIFACTS = maps(
  texts(0, 128, ONE_LINE),
  members({ "Value!": texts(0, 2048, ONE_LINE), MediaType: texts(0, 64, /^[-\w]+\/[-\w+]+$/) }),
  60,
);
const KEYS = lists(texts(0, 256, ONE_LINE), 0, Infinity);
const PAGE = {
  MaxResults: numbers(1, 100),
  SortBy: oneOf("Name", "CreationTime"),
  SortOrder: oneOf("Ascending", "Descending"),
};
const LINEAGE_ARN = texts(
  0,
  256,
  /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:(experiment|experiment-trial-component|artifact)\/.*$/s,
);
const SOURCE = members({ "SourceUri!": texts(1, 2048, ONE_LINE) });
const FILTERS = lists(
  members({ "Name!": texts(1, 255, ONE_LINE), Value: texts(1, 1024, ONE_LINE) }),
  1,
  20,
);
const COMPONENT = {
  "TrialComponentName!": NAME,
  DisplayName: NAME,
  Status: STATUS,
  StartTime: TIME,
  EndTime: TIME,
  Parameters: PARAMETERS,
  InputArtifacts: ARTIFACTS,
  OutputArtifacts: ARTIFACTS,
  Tags: TAGS,
  ParametersToRemove: KEYS,
  InputArtifactsToRemove: KEYS,
  OutputArtifactsToRemove: KEYS,
};

const RULES: Readonly<Record<string, Rule>> = {
  CreateExperiment: members({
    "ExperimentName!": NAME,
    DisplayName: NAME,
    Description: DESCRIPTION,
    Tags: TAGS,
  }),
  DescribeExperiment: members({ "ExperimentName!": NAME }),
  UpdateExperiment: members({
    "ExperimentName!": NAME,
    DisplayName: NAME,
    Description: DESCRIPTION,
  }),
  DeleteExperiment: members({ "ExperimentName!": NAME }),
  ListExperiments: members(PAGE),
  CreateTrial: members({
    "TrialName!": NAME,
    "ExperimentName!": NAME,
    DisplayName: NAME,
    Tags: TAGS,
  }),
  DescribeTrial: members({ "TrialName!": NAME }),
  UpdateTrial: members({ "TrialName!": NAME, DisplayName: NAME }),
  DeleteTrial: members({ "TrialName!": NAME }),
  ListTrials: members({ ...PAGE, ExperimentName: NAME, TrialComponentName: NAME }),
  CreateTrialComponent: members(COMPONENT),
  DescribeTrialComponent: members({ "TrialComponentName!": NAME_OR_ARN }),
  UpdateTrialComponent: members(COMPONENT),
  DeleteTrialComponent: members({ "TrialComponentName!": NAME }),
  ListTrialComponents: members({ ...PAGE, ExperimentName: NAME, TrialName: NAME }),
  AssociateTrialComponent: members({ "TrialName!": NAME, "TrialComponentName!": NAME }),
  DisassociateTrialComponent: members({ "TrialName!": NAME, "TrialComponentName!": NAME }),
  AddTags: members({ "Tags!": TAGS }),
  DeleteTags: members({ "TagKeys!": lists(TAG_KEY, 1, 50) }),
  ListTags: any,
  CreateArtifact: members({
    ArtifactName: NAME,
    "Source!": SOURCE,
    "ArtifactType!": texts(0, 256),
  }),
  DescribeArtifact: members({ "ArtifactArn!": LINEAGE_ARN }),
  DeleteArtifact: members({ ArtifactArn: LINEAGE_ARN, Source: SOURCE }),
  ListArtifacts: members({ ...PAGE, SourceUri: texts(1, 2048) }),
  AddAssociation: members({ "SourceArn!": LINEAGE_ARN, "DestinationArn!": LINEAGE_ARN }),
  DeleteAssociation: members({ "SourceArn!": LINEAGE_ARN, "DestinationArn!": LINEAGE_ARN }),
  ListAssociations: members({ MaxResults: PAGE.MaxResults }),
  Search: members({
    MaxResults: PAGE.MaxResults,
    SortBy: texts(1, 255, ONE_LINE),
    SearchExpression: members({ Filters: FILTERS }),
  }),
  BatchPutMetrics: members({
    "TrialComponentName!": texts(1, 120, /^[a-z0-9](-*[a-z0-9])*$(?!\n)/),
    "MetricData!": lists(
      members({
        "MetricName!": texts(1, 255, ONE_LINE),
        "Timestamp!": TIME,
        Step: (value) => Number.isInteger(value) && numbers(0, 2 ** 31 - 1)(value),
      }),
      1,
      10,
    ),
  }),
  BatchGetMetrics: any,
};

/** Refuses a request that breaks a rule of its operation. */
export function checkRequest(operation: string, input: Members): void {
  const rule = RULES[operation];
  if (!rule) throw new Error(`The model has no rules for ${operation}`);
  if (!rule(input)) throw invalid();
}
