// Logs a large file and folders of small ones into a local store, and prints as JSON the CPU seconds
// of each and of a copy of the large file. Arguments: folder of the sources, folder of the store.
import process from "node:process";
import { startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const fs = process.getBuiltinModule("node:fs");
const [sources = "", path = ""] = process.argv.slice(-2);

async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const session = await localSession({ path });
const run = await startRun({ experimentName: "bench", session, captureEnvironment: false });
// Modules are loaded once, and the first call of each kind compiles them.
await run.logFile(new Blob(["x"]), { name: "first" });
await run.logDirectory(`${sources}/small`, { name: "first-small" });

const large = `${sources}/large.bin`;
const copy = await cpuOf(() => fs.promises.copyFile(large, `${path}.bin`));
// Before the next copy: what waits for the disk would slow it.
fs.rmSync(`${path}.bin`);
const logFile = await cpuOf(() => run.logFile(large, { name: "large.bin" }));
await run.logFile(new Blob([]), { name: "large.bin", overwrite: true });
const small = await cpuOf(() => run.logDirectory(`${sources}/small`, { name: "small" }));
const many = await cpuOf(() => run.logDirectory(`${sources}/many`, { name: "many" }));
await run.close();
await session[Symbol.asyncDispose]();
console.log(JSON.stringify({ copy, logFile, small, many }));
