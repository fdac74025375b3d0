import { assertEquals } from "@std/assert";
import {
  downloadArtifact,
  loadRun,
  openArtifact,
  type Session,
  startRun,
  syncRuns,
  withRun,
} from "../../mod.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { type SuiteContext, uniqueName } from "./suite.ts";

const MIB = 1024 * 1024;

/** Around every size at which a client, a runtime or a server goes about it in another way. */
const SIZES = [
  0,
  1,
  1024,
  MIB,
  2 * MIB - 1,
  2 * MIB,
  3 * MIB,
  5 * MIB,
  5 * MIB + 1,
  17 * MIB,
  64 * MIB,
];

/** A stream of unknown length. */
function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([bytes]).stream();
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Files on their way to the session and back, of sizes from nothing to parts. */
export function transfersSuite({ runtime, test, session: open, store }: SuiteContext): void {
  const readBack = async (
    run: { readonly experimentName: string; readonly runName: string },
    name: string,
    session: Session,
  ): Promise<Uint8Array<ArrayBuffer>> => await (await openArtifact(run, name, { session })).bytes();

  for (const size of SIZES) {
    test(`a file of ${size} bytes, and a stream of as many, come back whole`, async () => {
      const session = await open();
      const bytes = bytesOf(size);
      const run = await startRun({ experimentName: uniqueName(), session });
      await run.logFile(bytes, { name: "bytes.bin" });
      await run.logFile(streamOf(bytes), { name: "stream.bin" });
      await run.close();
      const digest = await digestOf(bytes);
      for (const name of ["bytes.bin", "stream.bin"]) {
        const back = await readBack(run, name, session);
        assertEquals([back.length, await digestOf(back)], [size, digest], name);
      }
    });
  }

  test("a text of 3 MiB comes back whole", async () => {
    const session = await open();
    const text = "ü".repeat(3 * MIB / 2);
    const run = await startRun({ experimentName: uniqueName(), session });
    await run.logText(text, { name: "log.txt" });
    await run.close();
    const file = await openArtifact(run, "log.txt", { session });
    assertEquals(await file.text() === text, true);
  });

  const testOfFolders: typeof test = (name, body) => {
    // A page has no folders.
    if (runtime !== "chromium") test(name, body);
  };

  testOfFolders("a folder of files of every size comes back whole", async () => {
    const fs = process.getBuiltinModule("node:fs");
    const os = process.getBuiltinModule("node:os");
    const session = await open();
    const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-transfers-`);
    const sizes = [0, 1, 2 * MIB, 6 * MIB];
    for (const size of sizes) fs.writeFileSync(`${folder}/${size}.bin`, bytesOf(size));
    const run = await startRun({ experimentName: uniqueName(), session });
    await run.logDirectory(folder, { name: "data" });
    await run.close();
    const there = `${folder}/there`;
    await downloadArtifact(run, "data", there, { session });
    for (const size of sizes) {
      const back = new Uint8Array(fs.readFileSync(`${there}/${size}.bin`));
      assertEquals(await digestOf(back), await digestOf(bytesOf(size)), `${size} bytes`);
    }
    fs.rmSync(folder, { recursive: true });
  });

  test("syncRuns() takes files of every size there and points with them", async () => {
    const [from, to] = await Promise.all([store("transfers-from"), open()]);
    const names = { experimentName: uniqueName(), runName: "one" };
    const sizes = [0, 2 * MIB, 6 * MIB];
    await withRun({ ...names, session: from }, async (run) => {
      for (let step = 0; step < 1_000; step++) run.logMetric("loss", 1 / (step + 1), { step });
      for (const size of sizes) await run.logFile(bytesOf(size), { name: `${size}.bin` });
    });
    const done = await syncRuns({ from, to, experimentName: names.experimentName });
    assertEquals([done.outcomes.created, done.points, done.files], [1, 1_000, sizes.length]);
    for (const size of sizes) {
      const back = await readBack(names, `${size}.bin`, to);
      assertEquals(await digestOf(back), await digestOf(bytesOf(size)), `${size} bytes`);
    }
  });

  test("ten thousand points of a run arrive, each once", async () => {
    const session = await open();
    const names = { experimentName: uniqueName(), runName: "points" };
    const run = await startRun({ ...names, session });
    for (let step = 0; step < 10_000; step++) run.logMetric("loss", step / 3, { step });
    await run.close();
    assertEquals(run.stats.acknowledged, 10_000);
    await using again = await loadRun({ ...names, session });
    assertEquals(again.runName, "points");
  });
}
