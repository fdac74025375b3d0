import { assert, assertEquals } from "@std/assert";
import { type ReadRun, readWithBoto3 } from "../../support/boto3.ts";
import { plainEnvironment } from "../../support/environment.ts";
import { keysOf, type Reachable } from "../../support/reach.ts";
import { startMoto } from "../../support/moto.ts";
import { startServedStore } from "../../support/served_store.ts";
import { runTool } from "../../support/tools.ts";

const ROOT = `${import.meta.dirname}/../../..`;
const REGION = "us-east-1";

/** Records the demo, unchanged, to an endpoint told by the environment alone. */
async function recordDemo(server: Reachable): Promise<string> {
  const { code, output } = await runTool(Deno.execPath(), ["task", "demo"], {
    cwd: ROOT,
    clearEnv: true,
    env: {
      ...plainEnvironment(),
      AWS_ENDPOINT_URL: server.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: keysOf(server).accessKeyId,
      AWS_SECRET_ACCESS_KEY: "local",
    },
  });
  assertEquals(code, 0, output);
  return output;
}

/** What does not depend on the server, by setting: trial components end in a random suffix. */
function comparable(runs: Readonly<Record<string, ReadRun>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(runs).map(([name, { parameters, ...run }]) => {
      const own = Object.entries(parameters).filter(([parameter]) => !parameter.startsWith("env/"));
      return [name.replace(/-[0-9a-f]{8}$/, ""), { ...run, parameters: Object.fromEntries(own) }];
    }),
  );
}

Deno.test("the demo records to moto and to a served local store, and boto3 reads the same from both", async () => {
  await using moto = await startMoto();
  await using store = await startServedStore();
  const read: Record<string, unknown>[] = [];
  for (const server of [moto, store]) {
    const output = await recordDemo(server);
    assert(output.includes("Completed"), output);
    const runs = comparable(await readWithBoto3(server, REGION, "penguins"));
    assertEquals(Object.keys(runs).length, 3);
    read.push(runs);
  }
  // `comparable` keeps the shape of each run.
  const [inMoto, inStore] = read as Record<string, ReadRun>[];
  for (const [name, run] of Object.entries(inStore ?? {})) {
    assertEquals(run.status, "Completed");
    assert((run.metrics["validation:loss"]?.[0] ?? 0) > 10);
    assert(run.outputs["model.json"]?.sha256);
    assertEquals(Object.keys(run.inputs).sort(), ["penguins.json", "source"]);
    assert(Object.keys(run.parameters).length >= 3);
    assertEquals(inMoto?.[name], { ...run, ...heldBy(inMoto?.[name], run) }, name);
  }
  assertEquals(Object.keys(inMoto ?? {}).sort(), Object.keys(inStore ?? {}).sort());
});

/**
 * The members of a run that moto may hold a part of: an update replaces the parameters, inputs or
 * outputs of earlier ones there, and adds to them at AWS. On a busy machine a run takes several.
 */
function heldBy(held: ReadRun | undefined, run: ReadRun): Partial<ReadRun> {
  const part = <Value>(have: Record<string, Value> = {}, all: Record<string, Value>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(have, name)));
  return {
    parameters: part(held?.parameters, run.parameters),
    inputs: part(held?.inputs, run.inputs),
    outputs: part(held?.outputs, run.outputs),
  };
}
