import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { closeStaleRuns, withRun } from "../../mod.ts";
import { checkStore, localService, serviceSession, StoreError } from "../../src/local.ts";

Deno.test("localService() opens the store of a folder, and says where it is", async () => {
  const path = await Deno.makeTempDir({ prefix: "runlog-service-" });
  {
    await using service = await localService({ path, region: "eu-west-1" });
    assertEquals(service.notes.location, { kind: "sqlite", path });
    assertEquals(service.region, "eu-west-1");
    const session = await serviceSession(service);
    assertEquals([session.location, session.store], [`local store ${path}`, service.notes]);
    await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
    assertEquals(await closeStaleRuns({ session }), []);
  }
  const { folder, damage, points } = await checkStore(path);
  assertEquals({ folder, damage, points }, { folder: path, damage: [], points: 1 });
  await Deno.remove(path, { recursive: true });
});

Deno.test("localService() names the folder of a store that cannot be opened", async () => {
  const path = await Deno.makeTempDir({ prefix: "runlog-service-" });
  await (await localService({ path })).close();
  await Deno.writeFile(`${path}/runlog.db`, new Uint8Array(4096).fill(0xa5));
  const error = await assertRejects(() => localService({ path }), StoreError);
  assertEquals(error.folder, path);
  await Deno.remove(path, { recursive: true });
});

Deno.test("checkStore() names a folder that has no store", async () => {
  const path = await Deno.makeTempDir({ prefix: "runlog-service-" });
  const error = await assertRejects(() => checkStore(path), StoreError);
  assertStringIncludes(error.message, "no runlog.db");
  assert(error.folder === path);
  await Deno.remove(path, { recursive: true });
});
