import { assertEquals } from "@std/assert";
import { followRuns, type ImportSummary } from "../../src/import.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { inStore, stored, storedPoints } from "./importing.ts";

const RUN = { experimentName: "live", runName: "log" };

Deno.test("a file that is being written is followed line by line, and ended at the end", () =>
  inFolder((folder) =>
    inStore(async (session) => {
      const path = `${folder}/log.csv`;
      await Deno.writeTextFile(path, "step,loss\n0,0.5\n1,0.2");
      const end = new AbortController();
      const seen: number[] = [];
      const statuses: (string | undefined)[] = [];
      const writes = ["5\n", "2,0.125\n3,0.0"];
      const onImport = async ({ points, outcomes }: ImportSummary): Promise<void> => {
        seen.push(points);
        statuses.push((await stored(session, "live", "log")).status);
        const next = writes.shift();
        if (next !== undefined) await Deno.writeTextFile(path, next, { append: true });
        else if (outcomes.failed === 0) end.abort();
      };
      await followRuns({
        from: folder,
        to: session,
        experimentName: "live",
        intervalMs: 100,
        signal: end.signal,
        onImport,
      });
      assertEquals(seen, [1, 1, 1, 1]);
      assertEquals(statuses, ["InProgress", "InProgress", "InProgress", "Completed"]);
      const points = await storedPoints(session, RUN, "loss");
      assertEquals(points, [[0.5, 0], [0.25, 1], [0.125, 2], [0, 3]]);
    })
  ));
