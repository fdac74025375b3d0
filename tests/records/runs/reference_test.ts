import { assertEquals, assertThrows } from "@std/assert";
import { checkReference } from "../../../src/records/runs/reference.ts";
import { ArgumentError } from "../../../src/errors.ts";

const ARN = "arn:aws:sagemaker:eu-west-1:123456789012:experiment-trial-component/";

Deno.test("checkReference() takes an ARN of up to 256 characters, and refuses a longer one", () => {
  const names = { experimentName: "demo", runName: "first" };
  checkReference("Cannot read run", { ...names, arn: ARN.padEnd(256, "a") });
  for (const arn of [ARN.padEnd(257, "a"), `${ARN}a b`, "demo-first", ARN]) {
    const error = assertThrows(
      () => checkReference("Cannot read run", { ...names, arn }),
      ArgumentError,
    );
    assertEquals([error.argument, error.rule], ["arn", "be the ARN of a trial component"]);
  }
});
