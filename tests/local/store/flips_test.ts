import { DatabaseSync } from "node:sqlite";
import { assert, assertEquals } from "@std/assert";
import {
  getMetricHistory,
  getRun,
  listExperiments,
  listGraphs,
  listRuns,
  openArtifact,
  readGraph,
  type Session,
  withRun,
} from "../../../mod.ts";
import { IntegrityError } from "../../../src/artifacts/integrity_error.ts";
import { isRunlogError } from "../../../src/errors.ts";
import { localSession } from "../../../src/local.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { dice, SEED } from "../../support/dice.ts";

/** How many times a bit is flipped: RUNLOG_TRIALS asks for more. */
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 150);

/** Records the runs of these numbers. */
async function record(session: Session, numbers: readonly number[]): Promise<void> {
  for (const index of numbers) {
    const names = { experimentName: `flips-${index % 2}`, runName: `run-${index}`, session };
    await withRun({ ...names, captureEnvironment: false }, async (run) => {
      run.logParameters({ lr: 0.1 * index, optimizer: "adam", note: "x".repeat(300) });
      for (let step = 0; step < 400; step++) {
        run.logMetrics({ loss: Math.sin(step * index), accuracy: step / 400 }, { step });
      }
      await run.logText(`file ${index} `.repeat(200), { name: "file.txt" });
      await run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], { title: "roc" });
    });
  }
}

/** What reading something gave: the thing, or the words of an error. */
type Reading = { readonly text: string } | { readonly error: unknown };

/** Reads everything that is in a store, piece by piece. */
async function readAll(session: Session): Promise<ReadonlyMap<string, Reading>> {
  const found = new Map<string, Reading>();
  const read = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const reading = await work().then(
      (value) => ({ text: JSON.stringify(value) }),
      (error) => ({ error }),
    );
    found.set(name, reading);
  };
  await read("experiments", () => Array.fromAsync(listExperiments({ session })));
  for (const experimentName of ["flips-0", "flips-1"]) {
    await read(
      `runs of ${experimentName}`,
      () => Array.fromAsync(listRuns({ experimentName, session })),
    );
  }
  for (let index = 0; index < 4; index++) {
    const names = { experimentName: `flips-${index % 2}`, runName: `run-${index}` };
    await read(`run ${index}`, () => getRun(names, { session }));
    await read(`histories ${index}`, async () => {
      const histories = await getMetricHistory(names, ["loss", "accuracy"], { session });
      return histories.map((history) =>
        history.kind === "point"
          ? [history.values, history.steps, history.timestamps].map((column) => [...column])
          : history
      );
    });
    await read(
      `file ${index}`,
      async () => await (await openArtifact(names, "file.txt", { session })).text(),
    );
    await read(`graphs ${index}`, () => Array.fromAsync(listGraphs(names, { session })));
    await read(`graph ${index}`, () => readGraph(names, "roc", { session }));
  }
  return found;
}

async function flip(path: string, at: number, bit: number): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  await Deno.writeFile(path, bytes);
}

/** A store as a process leaves it that ends as it should. */
async function closedStore(folder: string): Promise<void> {
  await using session = await localSession({ path: folder });
  await record(session, [0, 1, 2, 3]);
}

/** One whose database is too large to be looked through as it is opened: most of its pages are free. */
async function largeStore(folder: string): Promise<number> {
  await closedStore(folder);
  const path = `${folder}/runlog.db`;
  const { size } = await Deno.stat(path);
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE filler (bytes); INSERT INTO filler VALUES (zeroblob(9000000))");
  database.exec("DROP TABLE filler");
  database.close();
  assert((await Deno.stat(path)).size > 9_000_000);
  return size;
}

/** A store as a process leaves it that is killed: half of it is in its log. */
async function killedStore(folder: string): Promise<void> {
  const open = `${folder}-open`;
  {
    await using session = await localSession({ path: open });
    await record(session, [0, 1]);
  }
  await using session = await localSession({ path: open });
  await record(session, [2, 3]);
  await copyFolder(open, folder);
}

/**
 * Flips bits of a store, one by one, and holds what is read then against what is in it.
 *
 * @param name What is said of it
 * @param makeStore Makes the store, and may say in how many bytes of the file bits are flipped
 * @param file The file
 */
async function flipBits(
  name: string,
  makeStore: (folder: string) => Promise<number | void>,
  file: string,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-flips-" });
  try {
    const whole = `${folder}/whole`;
    const end = await makeStore(whole);
    const readable = `${folder}/readable`;
    await copyFolder(whole, readable);
    const expected = await (async () => {
      await using session = await localSession({ path: readable });
      return await readAll(session);
    })();
    for (const [name, reading] of expected) assert("text" in reading, name);
    const files = [file];
    for await (const { name } of Deno.readDir(`${whole}/objects`)) files.push(`objects/${name}`);
    const random = dice(SEED);
    const below = (end: number): number => Math.floor(random() * end);
    let [named, clean] = [0, 0];
    const silent: string[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      const copy = `${folder}/copy`;
      await copyFolder(whole, copy);
      // The database is most of a store.
      const flipped = random() < 0.8 ? file : files[below(files.length)] ?? file;
      const { size } = await Deno.stat(`${copy}/${flipped}`);
      const at = below(flipped === file ? end ?? size : size);
      await flip(`${copy}/${flipped}`, at, below(8));
      const outcome = await judge(copy, expected);
      if (outcome === "named") named++;
      else if (outcome === "clean") clean++;
      else silent.push(`${flipped} at ${at}: ${outcome}`);
      await Deno.remove(copy, { recursive: true });
    }
    console.log(
      `R5, ${name}: ${TRIALS} trials, ${silent.length} failures (${named} named, ${clean} clean; seed ${SEED})`,
    );
    assertEquals(silent, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a flipped bit of the database or of a file is named, or changes nothing that is read", () =>
  flipBits("database", closedStore, "runlog.db"));

Deno.test("a flipped bit of a large database or of a file is named, or changes nothing that is read", () =>
  flipBits("large database", largeStore, "runlog.db"));

Deno.test("a flipped bit of the log of a killed process is named, or changes nothing that is read", () =>
  flipBits("log", killedStore, "runlog.db-wal"));

/** Reads a copy: "named" when an error or a warning named the damage, "clean", or what is wrong. */
async function judge(copy: string, expected: ReadonlyMap<string, Reading>): Promise<string> {
  let session: Session;
  const notices: string[] = [];
  const logger = { ...console, warn: (text: unknown) => void notices.push(String(text)) };
  try {
    session = await localSession({ path: copy, logger });
  } catch (error) {
    return isNamed(error, copy) ? "named" : `opening it fails with ${error}`;
  }
  try {
    for (const notice of notices) if (!notice.includes(copy)) return `a notice: ${notice}`;
    let outcome = "clean";
    for (const [name, reading] of await readAll(session)) {
      // What is left out of a result has been told by then: no list and no run is shorter in silence.
      const isTold = notices.some((notice) => isAbout(notice, name));
      if ("error" in reading) {
        const { error } = reading;
        if (!isNamed(error, copy) && !(isTold && isRunlogError(error))) {
          return `${name} fails with ${error}`;
        }
        outcome = "named";
        continue;
      }
      const before = expected.get(name);
      const isSame = before && "text" in before && before.text === reading.text;
      if (!isSame && !isTold) return `${name} differs (${notices.join("; ") || "without a word"})`;
    }
    return notices.length > 0 ? "named" : outcome;
  } finally {
    // A damaged store may not even close.
    await Promise.resolve(session[Symbol.asyncDispose]()).catch(() => {});
  }
}

/** Whether an error says which store or which file is damaged. */
function isNamed(error: unknown, folder: string): boolean {
  return error instanceof IntegrityError ||
    (error instanceof Error && error.message.includes(folder));
}

/** Whether a notice is about what was read: the run, or the experiment of a list. */
function isAbout(notice: string, name: string): boolean {
  const [, number] = /^(?:run|histories|file|graphs|graph) (\d)$/.exec(name) ?? [];
  // Of what was recorded last it is said that it is missing: the runs of the killed process.
  if (notice.includes("the last records are missing")) return number === undefined || +number >= 2;
  if (number !== undefined) return notice.includes(`flips-${+number % 2}-run-${number}`);
  const [experiment] = /flips-\d/.exec(name) ?? ["experiment"];
  return notice.includes(experiment);
}
