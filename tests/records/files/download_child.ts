// Downloads a run's folder: {store} {run} {destination}. Prints "begun" with the first bytes, and what
// came of it.
import { downloadArtifact, DownloadError } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";

const [path = "", runName = "", to = ""] = process.argv.slice(-3);
const session = await localSession({ path });
let hasBegun = false;
const names = { experimentName: "downloads", runName };
const outcome = await downloadArtifact(names, "model", to, {
  session,
  onProgress() {
    if (!hasBegun) console.log("begun");
    hasBegun = true;
  },
}).then(
  ({ files }) => ({ files, failed: [] }),
  (error) =>
    error instanceof DownloadError
      ? { files: error.files, failed: error.failed }
      : { error: String(error) },
);
await session[Symbol.asyncDispose]();
console.log(JSON.stringify(outcome));
