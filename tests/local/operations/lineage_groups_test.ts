import { assertEquals } from "@std/assert";
import { testService } from "../test_service.ts";

Deno.test("operations on lineage groups, which a store does not have, are rejected by name", async () => {
  await using aws = await testService();
  const LineageGroupName = "sagemaker-default-lineage-group";
  for (
    const [operation, input] of [
      ["ListLineageGroups", {}],
      ["DescribeLineageGroup", { LineageGroupName }],
      ["GetLineageGroupPolicy", { LineageGroupName }],
    ] as const
  ) {
    const { status, body } = await aws.call(operation, input);
    assertEquals([status, body["__type"]], [400, "UnknownOperationException"]);
    assertEquals(body["message"] ?? body["Message"], `Unknown operation: ${operation}`);
  }
});
