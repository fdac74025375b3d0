import { assertEquals } from "@std/assert";
import { startRun } from "../../mod.ts";
import { Run } from "../../src/run/run.ts";
import { recordedRun } from "./recorded.ts";
import { runSubjects } from "./run_subjects.ts";
import { trySubject } from "./try_subject.ts";

/** Methods that end the run, or that the library calls itself. */
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
