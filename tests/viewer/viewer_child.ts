// Records a run into the store of {folder}, and serves it until it is killed. Prints the address and the token.
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { serveViewer } from "../../src/viewer.ts";

const [folder = ""] = process.argv.slice(-1);
const session = await localSession({ path: folder });
await withRun({ experimentName: "demo", runName: "first", session }, async (run) => {
  run.logMetric("loss", 0.5, { step: 0 });
  await run.logText("x".repeat(300_000), { name: "note.txt" });
});
const { url, token } = await serveViewer({ session });
console.log(`${url} ${token}`);
