import { assert, assertEquals } from "@std/assert";
import { awsSession, getRun, listRuns } from "../../mod.ts";
import { csvLog, importRuns } from "../../src/import.ts";
import { serveLocal, serviceSession } from "../../src/local.ts";
import { keysOf } from "../support/reach.ts";
import { temporaryService } from "../support/services.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { storedPoints } from "./importing.ts";

const RUN = { experimentName: "remote", runName: "log" };

Deno.test("towards a session that keeps no notes, a second import adds what is new, and no more", () =>
  inFolder(async (folder) => {
    await using service = await temporaryService();
    await using server = await serveLocal(service);
    const importing = async (lines?: string) => {
      const path = `${folder}/log.csv`;
      if (lines !== undefined) await Deno.writeTextFile(path, `step,loss\n${lines}`);
      // Each import has a session of its own, as a program that runs anew.
      await using session = await awsSession({
        region: "local",
        endpoint: server.url,
        credentials: keysOf(server),
        notices: false,
      });
      assertEquals(session.store, undefined);
      return await importRuns({ from: csvLog(folder), to: session, experimentName: "remote" });
    };
    assertEquals((await importing("0,1\n1,2\n")).points, 2);
    assertEquals((await importing()).outcomes.unchanged, 1);
    const third = await importing("0,1\n1,2\n2,3\n");
    assertEquals([third.points, third.outcomes.updated], [1, 1]);
    const replaced = await importing("0,9\n1,8\n2,7\n3,6\n");
    assertEquals([replaced.points, replaced.runs[0]?.problems.length], [0, 1]);
    await using local = await serviceSession(service);
    assertEquals(await storedPoints(local, RUN, "loss"), [[1, 0], [2, 1], [3, 2]]);
    const runs = await Array.fromAsync(listRuns({ experimentName: "remote", session: local }));
    assertEquals(runs.map(({ runName }) => runName), ["log"]);
    const run = await getRun(RUN, { session: local });
    assert("log.csv" in run.outputArtifacts);
  }));
