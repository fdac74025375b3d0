/** Records while the process has no file left that it may open: {folder}. Prints what it was told. */
import { startRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";

const [folder = ""] = Deno.args;
const session = await localSession({ path: folder });
const names = { experimentName: "files", runName: "r" };
const run = await startRun({ ...names, session, captureEnvironment: false });
await run.logText("before", { name: "before.txt" });
for (let step = 0; step < 500; step++) run.logMetric("loss", step, { step });
await run.flush();

const held: Deno.FsFile[] = [];
try {
  for (;;) held.push(Deno.openSync("/dev/null"));
} catch {
  // As many as the process may have.
}
const ofFile = await run.logText("during", { name: "during.txt" }).then(() => "", String);
for (let step = 500; step < 1_000; step++) run.logMetric("loss", step, { step });
const ofPoints = await run.flush().then(() => "", String);
const other = await localSession({ path: `${folder}-other` });
const ofStore = await startRun({ ...names, session: other }).then(() => "", String);
for (const file of held) file.close();

await run.logText("after", { name: "after.txt" });
await run.close();
await session[Symbol.asyncDispose]();
console.log(JSON.stringify({ files: held.length, ofFile, ofPoints, ofStore }));
