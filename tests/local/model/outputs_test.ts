import * as sdk from "@aws-sdk/client-sagemaker";
import { assertEquals } from "@std/assert";
import { NormalizedSchema } from "@smithy/core/schema";
import type { Shape } from "../../../src/local/model/shape.ts";
import { actionOperations } from "../../../src/local/operations/actions.ts";
import { artifactOperations } from "../../../src/local/operations/artifacts.ts";
import { associationOperations } from "../../../src/local/operations/associations.ts";
import { componentLinkOperations } from "../../../src/local/operations/component_links.ts";
import { contextOperations } from "../../../src/local/operations/contexts.ts";
import { experimentOperations } from "../../../src/local/operations/experiments.ts";
import { jobOperations } from "../../../src/local/operations/jobs.ts";
import { queryLineageOperations } from "../../../src/local/operations/query_lineage.ts";
import { searchOperations } from "../../../src/local/operations/search.ts";
import { tagOperations } from "../../../src/local/operations/tags.ts";
import { trialComponentOperations } from "../../../src/local/operations/trial_components.ts";
import { trialOperations } from "../../../src/local/operations/trials.ts";

const OPERATIONS = {
  ...experimentOperations,
  ...trialOperations,
  ...trialComponentOperations,
  ...componentLinkOperations,
  ...searchOperations,
  ...tagOperations,
  ...artifactOperations,
  ...actionOperations,
  ...contextOperations,
  ...associationOperations,
  ...queryLineageOperations,
};

/** The SDK's schema of an operation: kind, namespace, name, traits, input, output. */
type OperationSchema = readonly [
  number,
  string,
  string,
  unknown,
  () => Parameters<typeof NormalizedSchema.of>[0],
  () => Parameters<typeof NormalizedSchema.of>[0],
];

function schemaOf(operation: string): OperationSchema {
  // The SDK exports each operation's schema under its name with a dollar sign.
  return (sdk as unknown as Readonly<Record<string, OperationSchema>>)[`${operation}$`] ??
    [0, "", "", 0, () => "unit", () => "unit"];
}

/** Where a shape differs from the SDK's schema: a member that it lacks, or of another kind. */
function differences(shape: Shape, schema: NormalizedSchema, path: string): readonly string[] {
  const is = (kind: string, same: boolean): readonly string[] =>
    same ? [] : [`${path} is no ${kind} (${schema.getName()})`];
  switch (shape.type) {
    case "any":
      return [`${path} has no shape`];
    case "text":
      return is("text", schema.isStringSchema());
    case "whole":
    case "double":
      return is("number", schema.isNumericSchema());
    case "flag":
      return is("boolean", schema.isBooleanSchema());
    case "time":
      return is("time", schema.isTimestampSchema());
    case "list":
      return schema.isListSchema()
        ? differences(shape.of, schema.getValueSchema(), `${path}[]`)
        : is("list", false);
    case "map":
      return schema.isMapSchema()
        ? differences(shape.value, schema.getValueSchema(), `${path}{}`)
        : is("map", false);
    case "structure": {
      if (!schema.isStructSchema()) return is("structure", false);
      const members = new Map(schema.structIterator());
      return Object.entries(shape.members).flatMap(([name, of]) => {
        const member = members.get(name);
        return member
          ? differences(of, member, `${path}.${name}`)
          : [`${path}.${name} is unknown to the SDK`];
      });
    }
  }
}

for (const [name, operation] of Object.entries(OPERATIONS)) {
  Deno.test(`the answer of ${name} has the members and kinds that the AWS SDK reads`, () => {
    const { output } = operation;
    const [, , , , , answer] = schemaOf(name);
    assertEquals(output && differences(output, NormalizedSchema.of(answer()), name), []);
  });
}

Deno.test("only the answers of jobs have no shape, so that the AWS SDK reads them", () => {
  const lacking = Object.entries({ ...OPERATIONS, ...jobOperations })
    .filter(([, { output }]) => output === undefined)
    .map(([name]) => name);
  assertEquals(lacking, Object.keys(jobOperations));
});

Deno.test("differences() finds a member that the SDK lacks, and one of another kind", () => {
  const [, , , , , answer] = schemaOf("DescribeTrial");
  const schema = NormalizedSchema.of(answer());
  const text: Shape = { type: "text" };
  const members = { TrialName: text, Invented: text, CreationTime: text };
  assertEquals(
    differences({ type: "structure", members, required: [] }, schema, "DescribeTrial"),
    [
      "DescribeTrial.Invented is unknown to the SDK",
      "DescribeTrial.CreationTime is no text (CreationTime)",
    ],
  );
});
