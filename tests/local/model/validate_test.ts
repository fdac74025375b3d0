import { assertEquals, assertLess } from "@std/assert";
import { testService } from "../test_service.ts";

Deno.test("an error is short, however long the text is that it is about", async () => {
  await using aws = await testService();
  const long = "k".repeat(300_000);
  const requests: readonly (readonly [string, object])[] = [
    ["text", { Parameters: { [long]: { StringValue: "a".repeat(3_000) } } }],
    ["type", { Parameters: { [long]: { StringValue: 1 } } }],
    ["union", { Parameters: { [long]: {} } }],
    ["value", { Parameters: { a: { StringValue: long } } }],
    ["ten", {
      InputArtifacts: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [
        long.slice(150_000) + index,
        { Value: long.slice(150_000) },
      ])),
    }],
  ];
  for (const [what, members] of requests) {
    const { status, body } = await aws.call("CreateTrialComponent", {
      TrialComponentName: "run",
      ...members,
    });
    assertEquals(status, 400, what);
    assertLess(String(body["message"]).length, 8_000, what);
  }
});
