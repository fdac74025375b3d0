import { assertEquals } from "@std/assert";
import { compareRuns, listRuns, withRun } from "../../../mod.ts";
import { serviceSession } from "../../../src/local.ts";
import { temporaryService } from "../../support/services.ts";

Deno.test("compareRuns() tells what differs, and leaves out what is alike", async () => {
  await using session = await serviceSession(await temporaryService());
  for (const [runName, lr, loss] of [["a", 0.1, 0.5], ["b", 0.2, 0.25]] as const) {
    await withRun({ experimentName: "compared", runName, session }, (run) => {
      run.logParameters({ lr, epochs: 3, "env/gpu": runName, ...(lr > 0.1 ? { decay: 1 } : {}) });
      run.logMetric("loss", loss, { step: 0 });
      run.logMetric("same", 1, { step: 0 });
    });
  }
  const runs = await Array.fromAsync(
    listRuns({ experimentName: "compared", session, sortBy: "runName", sortOrder: "ascending" }),
  );
  assertEquals(compareRuns(runs), [
    { kind: "environment", name: "env/gpu", values: ["a", "b"] },
    { kind: "parameter", name: "decay", values: [undefined, 1] },
    { kind: "parameter", name: "lr", values: [0.1, 0.2] },
    { kind: "metric", name: "loss", values: [0.5, 0.25] },
  ]);
  assertEquals(compareRuns(runs.slice(0, 1)), []);
  assertEquals(compareRuns([]), []);
});

Deno.test("compareRuns() compares parameters and metrics named as members of Object.prototype", async () => {
  await using session = await serviceSession(await temporaryService());
  const names = ["constructor", "toString", "hasOwnProperty"];
  for (const runName of ["a", "b"]) {
    await withRun(
      { experimentName: "foreign", runName, session, captureEnvironment: false },
      (run) => {
        if (runName === "a") return;
        for (const name of names) {
          run.logParameter(name, name);
          run.logMetric(name, 1, { step: 0 });
        }
      },
    );
  }
  const runs = await Array.fromAsync(
    listRuns({ experimentName: "foreign", session, sortBy: "runName", sortOrder: "ascending" }),
  );
  const sorted = names.toSorted();
  assertEquals(compareRuns(runs), [
    ...sorted.map((name) => ({ kind: "parameter", name, values: [undefined, name] }) as const),
    ...sorted.map((name) => ({ kind: "metric", name, values: [undefined, 1] }) as const),
  ]);
});
