import { assert, assertEquals, assertRejects } from "@std/assert";
import { getMetricHistory, getRun, openArtifact, startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { smallDisk } from "../../support/small_disk.ts";

Deno.test("a disk that fills up is named at the call, costs nothing recorded before, and is got over once there is space", async () => {
  await using disk = await smallDisk(4);
  if (!disk) return;
  const ballast = `${disk.path}/ballast`;
  await Deno.writeFile(ballast, new Uint8Array(2_000_000));
  const names = { experimentName: "full", runName: "r" };
  await using session = await localSession({ path: `${disk.path}/store` });
  const run = await startRun({ ...names, session, captureEnvironment: false });
  await run.logText("kept", { name: "kept.txt" });

  const large = new Blob([new Uint8Array(3_000_000)]);
  const ofFile = await assertRejects(() => run.logFile(large, { name: "large.bin" }));
  assert(String(ofFile).includes(disk.path), String(ofFile));

  let acknowledged = 0;
  const fill = async (): Promise<void> => {
    for (let step = 0;; step++) {
      run.logMetric("loss", step, { step });
      if (step % 1_000 !== 999) continue;
      await run.flush();
      acknowledged = step + 1;
    }
  };
  const ofPoints = await assertRejects(fill);
  assert(String(ofPoints).includes("full"), String(ofPoints));
  assert(acknowledged > 0);

  await Deno.remove(ballast);
  run.logMetric("after", 1, { step: 0 });
  await run.logText("later", { name: "later.txt" });
  await run.close();

  const { values } = await getMetricHistory(names, "loss", { session });
  assertEquals(values, Float64Array.from({ length: acknowledged }, (_, step) => step));
  const record = await getRun(names, { session });
  assertEquals([record.status, record.metrics["after"]?.last], ["Completed", 1]);
  for (const [name, text] of [["kept.txt", "kept"], ["later.txt", "later"]] as const) {
    assertEquals(await (await openArtifact(record, name, { session })).text(), text);
  }
});
