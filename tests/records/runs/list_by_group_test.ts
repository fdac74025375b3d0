import { assertEquals } from "@std/assert";
import { archiveRun, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { pageByGroup } from "../../../src/records/runs/list_by_group.ts";
import { temporaryService } from "../../support/services.ts";

Deno.test("pageByGroup() lists runs in the order that was asked for, and archived ones only if they were", async () => {
  let now = Date.UTC(2026, 0, 1);
  await using service = await temporaryService({ now: () => now });
  await using session = await serviceSession(service);
  const experimentName = "grouped";
  for (const runName of ["b", "c", "a", "archived"]) {
    now += 60_000;
    await withRun({ experimentName, runName, session, captureEnvironment: false }, () => {});
    if (runName === "archived") await archiveRun({ experimentName, runName }, { session });
  }
  const list = async (options: Parameters<typeof pageByGroup>[1]): Promise<string> => {
    const { items, nextToken } = await pageByGroup(session, options);
    assertEquals(nextToken, undefined);
    return items.map(({ runName }) => runName).join();
  };
  const by = { experimentName } as const;
  assertEquals(await list({ ...by, sortBy: "creationTime" }), "a,c,b");
  assertEquals(await list({ ...by, sortBy: "creationTime", sortOrder: "ascending" }), "b,c,a");
  assertEquals(await list({ ...by, sortBy: "runName", sortOrder: "ascending" }), "a,b,c");
  assertEquals(await list({ ...by, sortBy: "runName", sortOrder: "descending" }), "c,b,a");
  assertEquals(await list({ ...by, includeArchived: true }), "archived,a,c,b");
  assertEquals(await list({ experimentName: "GROUPED", maxResults: 2 }), "a,c");
});
