/** Adds a case every millisecond to the run of a local store until something kills the process. */
import { startRun } from "../../mod.ts";
import { logCases } from "../../src/evals.ts";
import { localSession } from "../../src/local.ts";
import { sampleCase } from "./sample_cases.ts";

const session = await localSession({ path: Deno.args[0] ?? "" });
const run = await startRun({ experimentName: "evals", runName: "killed", session });
const log = await logCases(run);
for (let index = 0;; index++) {
  log.add(sampleCase(index));
  await new Promise((resolve) => setTimeout(resolve, 1));
}
