import { assertEquals, assertRejects } from "@std/assert";
import { type Session, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { inFolder } from "../support/temporary_folder.ts";

async function groupsOf(session: Session, runs: number): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for (let index = 0; index < runs; index++) {
    const options = { experimentName: "quotas", session, captureEnvironment: false };
    const { runGroupName } = await withRun(options, (run) => run);
    sizes[runGroupName] = (sizes[runGroupName] ?? 0) + 1;
  }
  return sizes;
}

Deno.test("a local store keeps all runs of an experiment in one group", () =>
  inFolder(async (path) => {
    await using session = await localSession({ path });
    assertEquals(await groupsOf(session, 60), { "Default-Run-Group-quotas": 60 });
  }));

Deno.test("with awsQuotas a local store takes fifty runs a group, and the library goes on in the next", () =>
  inFolder(async (path) => {
    await using session = await localSession({ path, awsQuotas: true });
    const first = "Default-Run-Group-quotas";
    assertEquals(await groupsOf(session, 60), { [first]: 50, [`${first}-2`]: 10 });
  }));

Deno.test("AWS's fixed limits hold in a local store without quotas", () =>
  inFolder(async (path) => {
    await using session = await localSession({ path });
    const Parameters = Object.fromEntries(
      Array.from({ length: 301 }, (_, index) => [`p${index}`, { NumberValue: index }]),
    );
    const request = { TrialComponentName: "many", Parameters };
    const error = await assertRejects(
      () => session.sagemaker.call("CreateTrialComponent", request),
      Error,
      "less than or equal to 300",
    );
    assertEquals(error.name, "ValidationException");
  }));
