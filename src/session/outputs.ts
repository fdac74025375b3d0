/**
 * Whether what SageMaker's client made of an answer is an answer. Loaded with the first request.
 * Browser-safe.
 *
 * @module
 */
import { ADVICE } from "./answers.ts";
import { UnreadableAnswerError } from "./request_error.ts";

/** What each listing's answer holds. */
const LISTED: Readonly<Record<string, string>> = {
  ListArtifacts: "ArtifactSummaries",
  ListAssociations: "AssociationSummaries",
  ListExperiments: "ExperimentSummaries",
  ListTags: "Tags",
  ListTrialComponents: "TrialComponentSummaries",
  ListTrials: "TrialSummaries",
  Search: "Results",
};

/** Operations whose answers name what they are about. */
const NAMING =
  /^(Create|Describe|Update|Delete|Associate|Disassociate)(Experiment|Trial|TrialComponent|Artifact)$/;

/**
 * Refuses an answer of SageMaker's that holds nothing of what its operation answers: `{"login":…}` is
 * JSON as well, and would pass for an empty listing or a change that was made.
 *
 * @param place Where the request went, for people to read
 * @throws {UnreadableAnswerError}
 */
export function checkOutput(place: string, operation: string, output: unknown): void {
  if (typeof output !== "object" || output === null) return;
  const member = LISTED[operation];
  const isAnswer = member !== undefined
    ? member in output && Array.isArray(output[member as keyof typeof output])
    : !NAMING.test(operation) || Object.keys(output).some((name) => name.endsWith("Arn"));
  if (isAnswer) return;
  throw new UnreadableAnswerError(
    place,
    `The answer of ${place} to ${operation} lacks ${member ?? "the ARN"}, and is none of ` +
      `SageMaker's. ${ADVICE}`,
  );
}
