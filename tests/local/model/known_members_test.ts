import { assertEquals } from "@std/assert";
import fc from "../../support/fast_check.ts";
import { type TestService, testService } from "../test_service.ts";

const SOURCE = { SourceUri: "s3://b/k", SourceTypes: [{ SourceIdType: "Custom", Value: "1" }] };
const METADATA = { CommitId: "c" };
const COMPONENT = {
  Status: { PrimaryStatus: "Completed", Message: "m" },
  Parameters: { a: { NumberValue: 1 }, __proto: { StringValue: "b" } },
  InputArtifacts: { a: { Value: "v", MediaType: "a/b" } },
  MetadataProperties: METADATA,
};

/** Requests with structures in them, and how their records are described. */
const REQUESTS: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  ["TrialComponent", "TrialComponentName", COMPONENT],
  ["Action", "ActionName", {
    Source: { SourceUri: "s3://b/k", SourceId: "1" },
    ActionType: "t",
    MetadataProperties: METADATA,
    Properties: { a: "b" },
  }],
  ["Artifact", "ArtifactName", {
    Source: SOURCE,
    ArtifactType: "t",
    Properties: { a: "b" },
    MetadataProperties: METADATA,
  }],
];

/** Places of structures: a request, and what its members hold, but no map. */
function withUnknown(value: unknown, unknown: string, isMap = false): string {
  if (Array.isArray(value)) return `[${value.map((one) => withUnknown(one, unknown)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => {
    const holdsMap = /^(?:Parameters|InputArtifacts|Properties)$/.test(name);
    return `${JSON.stringify(name)}:${withUnknown(one, unknown, holdsMap)}`;
  });
  return `{${[...members, ...isMap ? [] : [unknown]].join(",")}}`;
}

async function described(
  aws: TestService,
  [kind, nameMember, members]: (typeof REQUESTS)[number],
  name: string,
  unknown: string,
): Promise<unknown> {
  const uri = JSON.stringify(name);
  const text = withUnknown({ ...members, [nameMember]: name }, unknown)
    .replace('"s3://b/k"', uri);
  const made = await aws.call(`Create${kind}`, text);
  assertEquals(made.status, 200, JSON.stringify(made.body));
  const key = kind === "Artifact" ? made.body : { [nameMember]: name };
  const { body } = await aws.call(`Describe${kind}`, key);
  return JSON.parse(JSON.stringify(body, (member, value) => {
    const isOwn = /Arn$|Time$/.test(member) || value === name;
    return isOwn ? undefined : value;
  }));
}

Deno.test("members that a structure does not have are neither stored nor answered, at any depth", async () => {
  await using aws = await testService();
  let count = 0;
  const plain = await Promise.all(
    REQUESTS.map((request) => described(aws, request, `plain-${count++}`, '"":null')),
  );
  const values = ['"\\ud800"', "1e400", '{"a":[1]}', "null", "-0", "true"];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("Unknown", "__proto__", "constructor", "Tag", "\ud800", "status"),
      fc.constantFrom(...values),
      async (name, value) => {
        for (const [index, request] of REQUESTS.entries()) {
          const found = await described(
            aws,
            request,
            `other-${count++}`,
            `${JSON.stringify(name)}:${value}`,
          );
          assertEquals(found, plain[index]);
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("a job is described with every member that it was created with, and none that cannot be", async () => {
  await using aws = await testService();
  const required = '"RoleArn":"r","OutputDataConfig":{"S3OutputPath":"s3://b/k"}';
  const create = (name: string, more: string) =>
    aws.call("CreateTrainingJob", `{"TrainingJobName":"${name}",${required},${more}}`);
  const more = '"HyperParameters":{"lr":"0.1","__proto__":"p"},"Other":{"At":[1,-0.5,1e308]}';
  assertEquals((await create("kept", more)).status, 200);
  const { body } = await aws.call("DescribeTrainingJob", { TrainingJobName: "kept" });
  assertEquals(
    JSON.stringify([body["HyperParameters"], body["Other"]]),
    JSON.stringify([
      JSON.parse('{"lr":"0.1","__proto__":"p"}'),
      { At: [1, -0.5, 1e308] },
    ]),
  );
  for (const value of ['"\\ud800"', "1e400", '{"\\udfff":1}', '[["a\\ud800"]]']) {
    const refused = await create("refused", `"Other":${value}`);
    assertEquals([refused.status, refused.body["__type"]], [400, "ValidationException"], value);
    assertEquals(/'other/.test(String(refused.body["message"])), true);
  }
});
