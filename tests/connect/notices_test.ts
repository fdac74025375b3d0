import { assertEquals } from "@std/assert";
import { withRun } from "../../mod.ts";
import { memoryLogger } from "../support/loggers.ts";
import { makeMachine } from "../support/machine.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

const CHILD = new URL("notices_child.ts", import.meta.url);
const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "local" };
const LOCAL_FLAGS = ["--allow-env", "--allow-read", "--allow-write"];

Deno.test("a script in a pipe says once an experiment where it records: place, account, experiment", async () => {
  await using machine = await makeMachine();
  const said = await machine.run(CHILD, { ...KEYS, AWS_ENDPOINT_URL: machine.endpoint });
  assertEquals(
    said.split("\n"),
    ["first", "second"].map((name) =>
      `runlog: experiment "${name}" is recorded to ${machine.endpoint}, region local, ` +
      "account 000000000000"
    ),
  );
});

Deno.test("notices: false and RUNLOG_NOTICES=0 turn every such line off, that of the local store too", async () => {
  await using machine = await makeMachine();
  const aws = { ...KEYS, AWS_ENDPOINT_URL: machine.endpoint };
  assertEquals(await machine.run(CHILD, { ...aws, RUNLOG_NOTICES: "0" }), "");
  assertEquals(await machine.run(CHILD, { ...aws, SILENT: "1" }), "");
  assertEquals(await machine.run(CHILD, { RUNLOG_NOTICES: "0" }, LOCAL_FLAGS), "");
  assertEquals(
    await machine.run(CHILD, {}, LOCAL_FLAGS),
    "runlog: no AWS region is configured, so runs are recorded locally in ./runlog/. " +
      "Set AWS_REGION, or RUNLOG_SESSION=aws, to record to SageMaker",
  );
});

Deno.test("a session's own logger receives the line, and a local session says nothing unasked", async () => {
  await using service = await temporaryService();
  const logger = memoryLogger();
  const { session } = await scriptedAws(service, undefined, { logger, notices: true });
  await withRun({ experimentName: "demo", session, captureEnvironment: false }, () => {});
  assertEquals(logger.lines, [
    'runlog: experiment "demo" is recorded to http://runlog.local, account 000000000000',
  ]);
});
