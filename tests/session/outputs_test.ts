import { assertEquals, assertThrows } from "@std/assert";
import { UnreadableAnswerError } from "../../mod.ts";
import { checkOutput } from "../../src/session/outputs.ts";

const LISTED = {
  ListArtifacts: "ArtifactSummaries",
  ListAssociations: "AssociationSummaries",
  ListExperiments: "ExperimentSummaries",
  ListTags: "Tags",
  ListTrialComponents: "TrialComponentSummaries",
  ListTrials: "TrialSummaries",
  Search: "Results",
};

Deno.test("an answer to a listing is SageMaker's only with its list, to a change only with an ARN", () => {
  for (const [operation, member] of Object.entries(LISTED)) {
    checkOutput("host", operation, { [member]: [] });
    for (const output of [{}, { login: "required" }, { [member]: null }, { [member]: {} }]) {
      const error = assertThrows(
        () => checkOutput("host", operation, output),
        UnreadableAnswerError,
        `lacks ${member}`,
      );
      assertEquals(error.endpoint, "host");
    }
  }
  for (const operation of ["CreateExperiment", "UpdateTrialComponent", "DescribeTrial"]) {
    checkOutput("host", operation, { SomeArn: "arn:aws" });
    assertThrows(
      () => checkOutput("host", operation, { login: "required" }),
      UnreadableAnswerError,
    );
  }
  // Such operations answer nothing of their own.
  checkOutput("host", "AddTags", {});
});
