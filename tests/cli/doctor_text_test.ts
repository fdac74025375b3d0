import { assertEquals, assertStringIncludes } from "@std/assert";
import { tellAws } from "../../src/cli/commands/doctor/inspect_aws.ts";
import { contextOf } from "../support/command_line.ts";

Deno.test("what runlog doctor asks to report does not name the account", () => {
  const { context, written } = contextOf();
  const accountId = "123456789012";
  tellAws(context, {
    caller: { arn: `arn:aws:iam::${accountId}:user/me`, accountId },
    region: "eu-west-1",
    experiments: { state: "available", text: "available" },
    bucket: { name: `sagemaker-eu-west-1-${accountId}`, state: "own", text: "is there" },
    permissions: [],
    writes: {
      answers: [
        {
          question: "ARN",
          answer: `arn:aws:sagemaker:eu-west-1:${accountId}:experiment/${accountId}`,
        },
        { question: "status", answer: "HTTP 403" },
      ],
      leftovers: [],
    },
  });
  const text = written.join("");
  assertStringIncludes(text, `account ${accountId}`);
  const [, report = ""] = text.split("please report it:\n");
  assertEquals(report.split("\n"), [
    "- ARN: arn:aws:sagemaker:eu-west-1:ACCOUNT:experiment/ACCOUNT",
    "- status: HTTP 403",
    "",
  ]);
});
