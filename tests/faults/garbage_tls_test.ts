/** Endpoints that answer a TLS handshake with something else, for each service alone. */
import net from "node:net";
import { assert, assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { nameRun } from "../../src/rules/names.ts";
import { type ScriptRuntime, startScript } from "../support/children.ts";
import { patienceOf, watchPace } from "../support/pace.ts";
import { wholeSeries } from "../support/points.ts";
import { temporaryService } from "../support/services.ts";
import { faultyProxy, pass } from "./faulty_proxy.ts";
import type { HostileOutcome, HostilePlan, HostileService } from "./hostile_plan.ts";

const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node"];
const SERVICES: readonly HostileService[] = ["opening", "metrics", "files"];

/** A server that answers everything with the same line, TLS handshakes too. */
async function garbageServer(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = net.createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.end("no TLS at all\r\n\r\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(typeof address === "object" && address);
  return {
    url: `https://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

for (const runtime of RUNTIMES) {
  Deno.test(`in ${runtime}, garbage in place of TLS is reported within the limit, and nothing counts as delivered`, async () => {
    await using service = await temporaryService();
    using pace = watchPace();
    await using proxy = await faultyProxy(service.fetch, pass);
    await using garbage = await garbageServer();
    const patienceMs = patienceOf(3_000);
    const plans = SERVICES.map((name): HostilePlan => ({
      ...(name === "opening" ? { endpoint: garbage.url } : {}),
      service: name,
      runName: `run-${name}`,
      patienceMs,
    }));
    const env = {
      AWS_ENDPOINT_URL_SAGEMAKER: proxy.url,
      AWS_ENDPOINT_URL_SAGEMAKER_METRICS: garbage.url,
      AWS_ENDPOINT_URL_S3: garbage.url,
    };
    const args = [JSON.stringify(plans)];
    const child = await startScript(runtime, "tests/faults/hostile_child.ts", args, { env });
    const { code, stdout, stderr } = await child.output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    const outcomes = JSON.parse(new TextDecoder().decode(stdout)) as readonly HostileOutcome[];
    const mostMs = patienceMs + pace.limitOf(1_000);
    for (const { runName, acknowledged, tookMs, error = "delivered" } of outcomes) {
      const which = `${runName} in ${runtime}: ${error}`;
      assertMatch(error, /TLS|SSL|corrupt message|wrong version/i, which);
      assert(error.includes("127.0.0.1"), which);
      assertLessOrEqual(tookMs, mostMs, which);
      const { trialComponentName } = nameRun("hostile", runName);
      const { steps } = await service.metrics.read(wholeSeries(trialComponentName, "loss"));
      assertEquals([acknowledged, steps.length], [0, 0], which);
    }
  });
}
