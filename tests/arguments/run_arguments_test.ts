import { assertEquals, assertGreater } from "@std/assert";
import { type CloseOptions, DeliveryError, startRun } from "../../mod.ts";
import { Run } from "../../src/run/run.ts";
import { recordedRun } from "./recorded.ts";
import { runSubjects } from "./run_subjects.ts";
import { all } from "./subject.ts";
import { trySubject } from "./try_subject.ts";

/** A method that ends the run, which has a test of its own, and one that the library calls itself. */
const OTHERS = ["close", "inner"];

Deno.test("methods of a run take or refuse any value of any argument by name, and the run goes on", async (test) => {
  await using recorded = await recordedRun();
  const folder = `${recorded.folder}/logged`;
  await Deno.mkdir(folder);
  await Deno.writeTextFile(`${folder}/a.txt`, "a");
  const { session } = recorded;
  const run = await startRun({ experimentName: "e", runName: "methods", session });
  const subjects = runSubjects(run, folder);
  const methods = Object.getOwnPropertyNames(Run.prototype).filter((name) => {
    const { value } = Object.getOwnPropertyDescriptor(Run.prototype, name) ?? {};
    return typeof value === "function" && name !== "constructor" && !OTHERS.includes(name);
  });
  assertEquals(methods.toSorted(), Object.keys(subjects).toSorted());
  for (const [name, subject] of Object.entries(subjects)) {
    await test.step(`${name}()`, async () => {
      // What was logged before is sent in the background; a refused call sends nothing of its own.
      const { failures } = await trySubject(name, subject);
      assertEquals(failures, []);
      assertEquals(run.closed, false);
    });
  }
  await run.close();
});

Deno.test("closing a run takes or refuses any value of any option by name, and ends the run or leaves it open", async () => {
  await using recorded = await recordedRun();
  const { session } = recorded;
  const open = (): Promise<Run> =>
    startRun({ experimentName: "closings", session, captureEnvironment: false });
  let run = await open();
  const { failures, accepted } = await trySubject("close", {
    given: {
      options: all<CloseOptions>({
        timeoutMs: 60_000,
        signal: new AbortController().signal,
        outcome: { status: "Failed", message: "diverged" },
      }),
    },
    call: async (...given: Parameters<Run["close"]>) => {
      if (run.closed) run = await open();
      // Whoever has no patience may be told of what was not delivered.
      await run.close(...given).catch((error) => {
        if (!(error instanceof DeliveryError)) throw error;
      });
      assertEquals(run.closed, true);
    },
  });
  assertEquals(failures, []);
  assertGreater(accepted, 10);
  await run.close();
});
