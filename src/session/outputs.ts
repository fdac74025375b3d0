/**
 * Checks that a parsed answer came from SageMaker. Loaded with the first request.
 *
 * @module
 */
import { ADVICE } from "./answers.ts";
import { UnreadableAnswerError } from "./request_error.ts";

/** The member with the items in the answer of each listing. */
const LISTED: Readonly<Record<string, string>> = {
  ListArtifacts: "ArtifactSummaries",
  ListAssociations: "AssociationSummaries",
  ListExperiments: "ExperimentSummaries",
  ListTags: "Tags",
  ListTrialComponents: "TrialComponentSummaries",
  ListTrials: "TrialSummaries",
  Search: "Results",
};

/** Operations whose answer contains an ARN. */
const NAMING =
  /^(Create|Describe|Update|Delete|Associate|Disassociate)(Experiment|Trial|TrialComponent|Artifact|Action|Context)$/;

/**
 * Rejects an answer that lacks the members of its operation. Other JSON, such as `{"login":…}`, would
 * pass for an empty listing or a completed change.
 *
 * @param place Destination of the request, for messages
 * @throws {UnreadableAnswerError} If the answer cannot come from SageMaker
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
    `The answer from ${place} to ${operation} lacks ${member ?? "the ARN"}, so it did not come ` +
      `from SageMaker. ${ADVICE}`,
  );
}
