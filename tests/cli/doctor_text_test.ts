import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Context } from "../../src/cli/context.ts";
import { tellAws } from "../../src/cli/commands/doctor/inspect_aws.ts";
import { Terminal } from "../../src/cli/terminal.ts";

Deno.test("what runlog doctor asks to report does not name the account", () => {
  let text = "";
  const output = new Terminal({ write: (data) => text += data }, {
    isJson: false,
    environment: {},
  });
  const { signal } = new AbortController();
  const ask = (): Promise<undefined> => Promise.resolve(undefined);
  const context: Context = { out: output, messages: output, ask, environment: {}, signal };
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
  assertStringIncludes(text, `account ${accountId}`);
  const [, report = ""] = text.split("please report it:\n");
  assertEquals(report.split("\n"), [
    "- ARN: arn:aws:sagemaker:eu-west-1:ACCOUNT:experiment/ACCOUNT",
    "- status: HTTP 403",
    "",
  ]);
});
