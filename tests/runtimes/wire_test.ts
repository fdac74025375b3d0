/** The suites that move bytes or metrics, over real HTTP in each runtime that has processes. */
import { assertEquals, assertGreater } from "@std/assert";
import { serveLocal } from "../../src/local.ts";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { startS3rver } from "../support/s3rver.ts";
import { temporaryService } from "../support/services.ts";
import type { Outcome } from "./collected.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, files and metrics pass real HTTP to the local service`, async () => {
    await using service = await temporaryService();
    await using served = await serveLocal(service, { port: 0 });
    await runSuites(runtime, { endpoint: served.url, token: served.token });
  });

  Deno.test(`in ${runtime}, files pass real HTTP to a server that others wrote, by a client of one's own`, async () => {
    await using service = await temporaryService();
    await using served = await serveLocal(service, { port: 0 });
    await using server = await startS3rver();
    await runSuites(runtime, { endpoint: served.url, token: served.token, s3: server.url });
  });
}

async function runSuites(
  runtime: ScriptRuntime,
  endpoints: {
    readonly endpoint: string;
    readonly token: string | undefined;
    readonly s3?: string;
  },
): Promise<void> {
  const child = await startScript(runtime, "tests/runtimes/wire_entry.ts", [
    JSON.stringify(endpoints),
  ]);
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  const [output, errors] = [decoder.decode(stdout), decoder.decode(stderr)];
  assertEquals(code, 0, `${runtime}:\n${errors}\n${output}`);
  const last = output.trim().split("\n").findLast((line) => line.startsWith('{"passed"'));
  const { passed, failures }: Outcome = JSON.parse(last ?? "{}");
  assertEquals(failures, [], runtime);
  assertGreater(passed, 0);
  console.log(`over real HTTP in ${runtime}: ${passed} tests, 0 failures`);
}
