import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, loadRun, startRun } from "../../mod.ts";
import { resolveOptions, type StartRunOptions } from "../../src/run/run_options.ts";

const INVALID: readonly Omit<StartRunOptions, "experimentName">[] = [
  { runDisplayName: "two words" },
  { experimentDisplayName: "" },
  { runGroupName: "-" },
  { artifactBucketOwner: "12" },
  { systemMetrics: { everyMs: 99 } },
  { tags: { "": "x" } },
];

Deno.test("resolveOptions() fills in every default and keeps what is given", () => {
  const defaults = resolveOptions({});
  assertEquals(
    [defaults.artifactPrefix, defaults.maxPendingPoints, defaults.captureEnvironment],
    ["trial-component-artifacts", 1_000_000, true],
  );
  assertEquals(defaults.tags, []);
  assert(Object.isFrozen(defaults));
  const given = { artifactPrefix: "", maxPendingPoints: 5, captureEnvironment: false };
  const resolved = resolveOptions({ ...given, artifactBucket: "mine", tags: { team: "vision" } });
  assertEquals({ ...resolved, ...given, artifactBucket: "mine" }, resolved);
  assertEquals(resolved.tags, [{ Key: "team", Value: "vision" }]);
});

Deno.test("every invalid option of a run is rejected before a session is looked for", async () => {
  for (const options of INVALID) {
    const names = { experimentName: "demo", runName: "r" };
    const session = {
      then(): never {
        throw new Error("the session was looked for");
      },
    };
    for (const open of [startRun, loadRun]) {
      await assertRejects(() => open({ ...names, ...options, session }), ArgumentError);
    }
  }
});
