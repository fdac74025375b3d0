// Logs a file of {MiB} from {folder}, and says how many MiB of memory that took.
import { open } from "node:fs/promises";
import process from "node:process";
import { startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const MIB = 1024 * 1024;
const [folder = "", mebibytes = ""] = process.argv.slice(-2);
const path = `${folder}/weights.bin`;
const file = await open(path, "w");
for (let index = 0; index < Number(mebibytes); index++) {
  await file.write(new Uint8Array(MIB).fill(index));
}
await file.close();

let most = 0;
const look = (): void => void (most = Math.max(most, process.memoryUsage().rss));
const session = await localSession({ path: `${folder}/store` });
const run = await startRun({ experimentName: "demo", session, captureEnvironment: false });
// The SDK's modules are loaded once, and are not what is measured.
await run.logFile(new Blob(["x"]), { name: "small" });
const start = process.memoryUsage().rss;
const watch = setInterval(look, 5);
await run.logFile(path, { onProgress: look });
clearInterval(watch);
await run.close();
await session[Symbol.asyncDispose]();
console.log(Math.round((most - start) / MIB));
