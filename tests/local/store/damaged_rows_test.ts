import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { assert, assertEquals } from "@std/assert";
import {
  deleteRun,
  getMetricHistory,
  getRun,
  listExperiments,
  listGraphs,
  listRuns,
  openArtifact,
  type RunReference,
  searchRuns,
  type Session,
  startRun,
  syncRuns,
  withRun,
} from "../../../mod.ts";
import { checkStore, localSession } from "../../../src/local.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { dice, SEED } from "../../support/dice.ts";
import { inFolder } from "../../support/temporary_folder.ts";

/** How many rows are damaged: RUNLOG_TRIALS asks for more. */
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 25);

const EXPERIMENTS = ["one", "two"] as const;
const RUNS = EXPERIMENTS.flatMap((experimentName) =>
  ["a", "b", "c"].map((runName) => ({ experimentName, runName }))
);

type Names = typeof RUNS[number];

/** Columns of every table that a row can be damaged in. */
const TABLES = {
  entities: ["kind", "key", "parent", "created", "modified", "body", "sum"],
  members: ["trial", "component"],
  series: ["component", "name", "count", "min", "last", "last_step", "mean", "sum"],
  points: ["series", "seq", "step", "value", "time", "sum"],
  batches: ["token", "answer", "created"],
  parameters: ["component", "name", "value"],
  lookups: ["kind", "key", "value"],
  buckets: ["name", "created"],
  objects: ["bucket", "key", "file", "size", "etag", "headers", "created", "sum"],
  uploads: ["id", "bucket", "key", "headers", "created"],
  parts: ["upload", "number", "file", "size", "etag"],
} as const;

type Table = keyof typeof TABLES;

/** What damage leaves in a column; integers past 2^53 fail a query that reads them as they are. */
const GARBAGE: readonly SQLInputValue[] = [
  ...["", "x", "{", "null", "\0", "a\0b", "\u0001", "\ufffd", "1e999"],
  ...[-1, 0, 0.5, 1e300, -1e300, 2n ** 60n + 1n, -(2n ** 62n)],
  ...[new Uint8Array(), Uint8Array.of(0xff, 0xfe), Uint8Array.of(0xed, 0xa0, 0x80)],
];

/** A store with a row in every table. */
async function fill(folder: string, other: string): Promise<void> {
  await using session = await localSession({ path: folder });
  for (const [index, names] of RUNS.entries()) {
    const options = { ...names, runGroupName: `group-${names.experimentName}`, session };
    await withRun({ ...options, captureEnvironment: false }, async (run) => {
      run.logParameters({ lr: index, note: `note ${index}` });
      for (let step = 0; step < 5; step++) {
        run.logMetrics({ loss: index + step, accuracy: step }, { step });
      }
      await run.logText(`file ${index}`, { name: "file.txt" });
      await run.logRocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], { title: "roc" });
    });
  }
  await using to = await localSession({ path: other });
  await syncRuns({ from: session, to });
  const open = { experimentName: "two", runName: "open", session };
  await using _ = await startRun({ ...open, captureEnvironment: false });
}

/** A killed process leaves a heartbeat, and an upload that has not ended. */
function addLeftovers(folder: string): void {
  const database = new DatabaseSync(`${folder}/runlog.db`);
  database.exec(`INSERT INTO uploads SELECT 'u', bucket, 'k', '{}', 1 FROM objects LIMIT 1;
    INSERT INTO parts VALUES ('u', 1, '00000000-0000-4000-8000-000000000000', 1, 'e')`);
  database.close();
}

/** A row that was damaged. */
interface Hit {
  readonly table: Table;
  readonly column: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly told: string;
}

function damage(folder: string, random: () => number): Hit | undefined {
  const pick = <T>(of: readonly T[]): T => {
    const one = of[Math.floor(random() * of.length)];
    assert(one !== undefined);
    return one;
  };
  const database = new DatabaseSync(`${folder}/runlog.db`);
  try {
    // The keys of a constant are its names.
    const table = pick(Object.keys(TABLES) as Table[]);
    const column = pick<string>(TABLES[table]);
    const value = pick(GARBAGE);
    const rows = database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all();
    const before = pick(rows);
    const keys = Object.keys(before);
    const told = `${table}.${column} = ${String(value)} in ${JSON.stringify(before).slice(0, 200)}`;
    try {
      database.prepare(
        `UPDATE ${table} SET ${column} = ? WHERE ${keys.map((key) => `${key} IS ?`).join(" AND ")}`,
      ).run(value, ...keys.map((key) => before[key] ?? null));
    } catch {
      // Another row stands at this key.
      return undefined;
    }
    return { table, column, before, told };
  } finally {
    database.close();
  }
}

/** What one damaged row may take along: runs, and experiments. */
function affected({ table, column, before }: Hit): (name: string) => boolean {
  const { kind, key, parent, component, trial, series, upload } = before;
  const names = [key, parent, component, trial, upload].filter((name) => name !== undefined);
  const text = names.join(" ");
  if (table === "points" || table === "series") {
    // Two metrics a run, in the order of the runs.
    const id = Number(table === "points" ? series : before["id"]);
    const run = RUNS[Math.floor((id - 1) / 2)];
    return (name) => name === (run ? nameOf(run) : "");
  }
  // What is linked with something else is found by lookups, and nothing that is read here.
  if (table === "batches" || table === "buckets" || table === "lookups") return () => false;
  // Searches by a damaged parameter may miss the run that it belongs to.
  if (table === "parameters") return (name) => name === component;
  if (table === "entities" && (kind === "heartbeat" || kind === "cursor")) return () => false;
  if (table === "entities" && kind === "artifact") return (name) => text.includes(`/${name}/`);
  if (table === "entities" && kind === "trial" && column !== "key" && column !== "kind") {
    return () => false;
  }
  return (name) => text.includes(name) || text.includes(name.split("-")[0] ?? "");
}

function nameOf({ experimentName, runName }: RunReference): string {
  return `${experimentName}-${runName}`;
}

async function checkAll(session: Session, isAffected: (name: string) => boolean): Promise<void> {
  const experiments = await Array.fromAsync(listExperiments({ session }));
  const named = experiments.map(({ experimentName }) => experimentName);
  for (const name of EXPERIMENTS) assert(named.includes(name) || isAffected(name), `lists ${name}`);
  for (const experimentName of EXPERIMENTS) {
    const lists = [
      listRuns({ experimentName, session }),
      searchRuns({ experimentName, sortBy: "parameters.lr", session }),
      searchRuns({ experimentName, sortBy: "metrics.loss", session }),
      searchRuns({ where: { "parameters.lr": { gte: 0 } }, session }),
    ];
    for (const [index, list] of lists.entries()) {
      const found = new Set(
        (await Array.fromAsync(list)).map(({ trialComponentName }) => trialComponentName),
      );
      for (const run of RUNS.filter((run) => run.experimentName === experimentName)) {
        assert(found.has(nameOf(run)) || isAffected(nameOf(run)), `list ${index}: ${nameOf(run)}`);
      }
    }
  }
  for (const [index, names] of RUNS.entries()) {
    if (isAffected(nameOf(names))) continue;
    const run = await getRun(names, { session });
    assertEquals([run.parameters["lr"], run.metrics["loss"]?.count], [index, 5]);
    const { values } = await getMetricHistory(run, "loss", { session });
    assertEquals([...values], [0, 1, 2, 3, 4].map((step) => index + step));
    assertEquals(await (await openArtifact(run, "file.txt", { session })).text(), `file ${index}`);
    assertEquals((await Array.fromAsync(listGraphs(run, { session }))).length, 1);
  }
}

Deno.test("one damaged row of any table is reported, and hides no other: lists, searches, syncs and deletions go on", () =>
  inFolder(async (folder) => {
    const whole = `${folder}/whole`;
    await fill(whole, `${folder}/other`);
    addLeftovers(whole);
    const random = dice(SEED);
    const failures: string[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      const copy = `${folder}/copy-${trial}`;
      await copyFolder(whole, copy);
      const hit = damage(copy, random);
      if (!hit) continue;
      const isAffected = affected(hit);
      const notices: string[] = [];
      const logger = { ...console, warn: (notice: string) => void notices.push(notice) };
      try {
        {
          await using session = await localSession({ path: copy, logger });
          await checkAll(session, isAffected);
          await using to = await localSession({ path: `${copy}-to` });
          const { runs } = await syncRuns({ from: session, to });
          const synced = runs.filter(({ outcome }) => outcome !== "failed")
            .map(nameOf);
          for (const name of RUNS.map(nameOf)) {
            assert(synced.includes(name) || isAffected(name), `syncs ${name}`);
          }
        }
        const { damage } = await checkStore(copy);
        assertEquals(damage, [...new Set(damage)]);
        if (hit.table === "parameters") assert(damage.length > 0);
        await using session = await localSession({ path: copy, logger: { ...logger, warn() {} } });
        for (const run of RUNS) {
          const deletion = deleteRun(run, { session });
          if (isAffected(nameOf(run))) await deletion.catch(() => {});
          else await deletion;
        }
        assertEquals(notices, [...new Set(notices)]);
      } catch (error) {
        failures.push(`${hit.told}: ${error instanceof Error ? error.message : error}`);
      }
      await Deno.remove(copy, { recursive: true });
    }
    assertEquals(failures, []);
  }));
