/** Commands: what a client asks of a store, as data that can be printed and played again. */
import type { Members } from "./plain.ts";

/** Who asks. */
export type Asker = "sdk" | "boto3" | "library";

/** A command. */
export type Command =
  | {
    readonly client: Asker;
    /** AWS's operation, or the library's function. */
    readonly name: string;
    readonly input: Members;
    /** Milliseconds that pass before it. */
    readonly wait: number;
  }
  /** The store is closed and opened again. */
  | { readonly client: "restart"; readonly wait: number };

/** A request to a service of AWS, which either client can send. */
export interface AwsCommand {
  readonly service: "sagemaker" | "sagemaker-metrics" | "s3";
  readonly name: string;
  readonly input: Members;
  /** Whether all pages are walked. */
  readonly isList: boolean;
}

const S3 = [
  "CreateBucket",
  "PutObject",
  "GetObject",
  "DeleteObject",
  "DeleteObjects",
  "ListObjectsV2",
];

/** Lists, by the member that holds what they list. */
export const LISTED: Readonly<Record<string, string>> = {
  ListExperiments: "ExperimentSummaries",
  ListTrials: "TrialSummaries",
  ListTrialComponents: "TrialComponentSummaries",
  ListArtifacts: "ArtifactSummaries",
  ListAssociations: "AssociationSummaries",
  Search: "Results",
  ListObjectsV2: "Contents",
};

/** The request of an operation. */
export function awsCommand(name: string, input: Members): AwsCommand {
  const service = S3.includes(name)
    ? "s3"
    : name.startsWith("Batch")
    ? "sagemaker-metrics"
    : "sagemaker";
  return { service, name, input, isList: name in LISTED };
}
