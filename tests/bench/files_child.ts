// Logs a large file and a folder of small ones into a local store, beside a copy of each, and prints
// the CPU seconds of every round as JSON. Arguments: folder, MiB of the file, files of the folder, rounds.
import process from "node:process";
import { startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const fs = process.getBuiltinModule("node:fs");
const [folder = "", mebibytes = "", count = "", rounds = ""] = process.argv.slice(-4);
const MIB = 1024 * 1024;
const SMALL = 10_000;

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function cpuOf(work: () => unknown): Promise<number> {
  const before = seconds();
  await work();
  return seconds() - before;
}

const large = `${folder}/large.bin`;
const file = fs.openSync(large, "w");
const bytes = crypto.getRandomValues(new Uint8Array(65_536));
const block = new Uint8Array(MIB);
for (let at = 0; at < MIB; at += bytes.length) block.set(bytes, at);
for (let index = 0; index < Number(mebibytes); index++) {
  block[0] = index;
  fs.writeSync(file, block);
}
fs.closeSync(file);
const small = `${folder}/small`;
fs.mkdirSync(small);
for (let index = 0; index < Number(count); index++) {
  fs.writeFileSync(`${small}/${index}.txt`, block.subarray(0, SMALL));
}

const session = await localSession({ path: `${folder}/store` });
const run = await startRun({ experimentName: "bench", session, captureEnvironment: false });
// Modules are loaded once, and the first call of each kind compiles them.
await run.logFile(new Blob(["x"]), { name: "first" });

const results = [];
for (let round = 0; round < Number(rounds); round++) {
  const copied = `${folder}/copied`;
  fs.mkdirSync(copied);
  const copy = await cpuOf(() => fs.promises.copyFile(large, `${copied}/large.bin`));
  // Each copy goes before the next begins: what waits for the disk would slow it.
  fs.rmSync(`${copied}/large.bin`);
  const logFile = await cpuOf(() => run.logFile(large, { name: "large.bin", overwrite: true }));
  await run.logFile(new Blob([]), { name: "large.bin", overwrite: true });
  // The reads and writes that no copy of the folder can do without, by the runtime's fastest means.
  const loop = await cpuOf(() => {
    for (const name of fs.readdirSync(small)) {
      fs.writeFileSync(`${copied}/${name}`, fs.readFileSync(`${small}/${name}`));
    }
  });
  const logDirectory = await cpuOf(() => run.logDirectory(small, { name: `small-${round}` }));
  results.push({ copy, logFile, loop, logDirectory });
  fs.rmSync(copied, { recursive: true });
}
await run.close();
await session[Symbol.asyncDispose]();
console.log(JSON.stringify(results));
