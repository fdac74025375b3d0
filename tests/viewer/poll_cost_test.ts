import { assert, assertEquals } from "@std/assert";
import { createLocalService, serviceSession } from "../../src/local.ts";
import { changes } from "../../src/viewer/server/read.ts";
import { type Cost, countedStore } from "../support/counted_store.ts";
import { fillStore } from "../support/fill_store.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { openStore } from "../local/test_service.ts";

/** What the viewer's request for changes scans, in a store of so many runs. */
async function costOfPoll(folder: string, runs: number): Promise<readonly Cost[]> {
  const store = openStore(`${folder}/${runs}`);
  await fillStore(store, { experimentName: "demo", runs, parameters: ["lr"], metrics: ["loss"] });
  const costs: Cost[] = [];
  // Since the last run, since ten before it, and since all of them.
  for (const [since, found] of [[runs, 0], [runs - 10, 10], [runs - 400, 400]] as const) {
    const cost: Cost = { scanned: 0, read: 0 };
    const service = createLocalService({ store: countedStore(store, cost) });
    const session = await serviceSession(service);
    const query = new URLSearchParams({
      experiment: "demo",
      since: new Date(since * 1000).toISOString(),
      run: "r1",
    });
    const answer = await changes({ session, query, signal: undefined });
    const changed = await answer.json();
    // The open run that the page names comes with them.
    assertEquals(changed.length, found + 1);
    costs.push(cost);
  }
  await store.close();
  return costs;
}

Deno.test("the viewer's poll scans as much in a store of 6,000 runs as in one of 1,000", () =>
  inFolder(async (folder) => {
    const [small, large] = [await costOfPoll(folder, 1_000), await costOfPoll(folder, 6_000)];
    assertEquals(large, small);
    const [none, ten] = large;
    assert(none && ten);
    // One more is the open run.
    assertEquals(none, { scanned: 0, read: 1 });
    assertEquals(ten, { scanned: 10, read: 11 });
  }));
