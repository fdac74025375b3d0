import { assert, assertEquals, assertRejects } from "@std/assert";
import { getRun, RunNotFoundError, withRun } from "../../../mod.ts";
import { exportTensorBoard, importRuns, tensorboard } from "../../../src/import.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { inStore, SAMPLES, storedPoints } from "../importing.ts";

const PNG = `${SAMPLES}trackio/media/interop/first/101/f37a37a3-466c-4985-bf03-4ade0ec5632f.png`;
const RUN = { experimentName: "demo", runName: "one" };

Deno.test("what is exported comes back: points with steps and times, parameters and status", () =>
  inFolder((folder) =>
    inStore(async (session) => {
      const now = Date.now();
      await withRun({ ...RUN, session, captureEnvironment: false }, async (run) => {
        run.logParameters({ lr: 0.1, optimizer: "adam" });
        for (let step = 0; step < 1_000; step++) {
          run.logMetric("loss", (step % 20) / 8, { step: step * 2, timestamp: now - step });
        }
        run.logMetric("odd", NaN, { step: 3 });
        run.logMetric("odd", -Infinity, { step: 4 });
        run.logMetric("plain", 7);
        await run.logFile(PNG, { name: "picture.png" });
      });
      await withRun({ ...RUN, runName: "two", session }, () => {
        throw new Error("diverged");
      }).catch(() => {});
      const references = [RUN, { ...RUN, runName: "two" }];
      const exported = await exportTensorBoard(references, folder, { session });
      assertEquals([exported.points, exported.images], [1_003, 1]);
      // A second export replaces the files of the first.
      assertEquals(await exportTensorBoard(references, folder, { session }), exported);
      const from = tensorboard(`${folder}/demo`);
      await importRuns({ from, to: session, experimentName: "back" });
      const back = await getRun({ ...RUN, experimentName: "back" }, { session });
      assertEquals(back.parameters, { lr: 0.1, optimizer: "adam" });
      for (const name of ["loss", "odd"]) {
        assertEquals(
          await storedPoints(session, back, name),
          await storedPoints(session, RUN, name),
        );
      }
      assertEquals(await storedPoints(session, back, "plain"), [[7, 0]]);
      assertEquals(back.metrics["loss"]?.timestamp?.getTime(), now - 999);
      const failed = await getRun({ experimentName: "back", runName: "two" }, { session });
      assertEquals([back.status, failed.status], ["Completed", "Failed"]);
      assert("tensorboard/images/picture.png/0.png" in back.outputArtifacts);
    })
  ));

Deno.test("a run that does not exist is named, and no unfinished file is left", () =>
  inFolder((folder) =>
    inStore(async (session) => {
      await withRun({ ...RUN, session }, (run) => run.logMetric("loss", 1));
      const missing = { ...RUN, runName: "missing" };
      await assertRejects(
        () => exportTensorBoard([missing], folder, { session }),
        RunNotFoundError,
      );
      const stop = new AbortController();
      stop.abort(new Error("stop"));
      const options = { session, signal: stop.signal };
      await assertRejects(() => exportTensorBoard([RUN], folder, options), Error, "stop");
      assertEquals([...Deno.readDirSync(folder)], []);
    })
  ));
