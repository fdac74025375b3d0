import crypto from "node:crypto";
import fs from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { StoreError } from "../../../src/local.ts";
import { openSqliteStore } from "../../../src/local/store.ts";
import type { Sqlite } from "../../../src/local/store/sqlite/modules.ts";
import type { Row, Rows } from "../../../src/local/store/sqlite/row.ts";
import { findSampledDamage } from "../../../src/local/store/sqlite/sampled_damage.ts";
import type { LocalStore } from "../../../src/local/store/store.ts";
import type { WalkPlace } from "../../../src/local/store/walk.ts";
import { copyFolder } from "../../support/copy_folder.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { openStore } from "../test_service.ts";

/** More runs than are checked one by one at an opening. */
const RUNS = 10_500;

/** A store of so many runs, large enough not to be checked as a whole. */
async function fill(folder: string, runs: number): Promise<void> {
  const store = openStore(folder);
  const note = "x".repeat(800);
  await store.write(async ({ entities, objects }) => {
    await objects.createBucket("b", 1);
    for (let index = 0; index < runs; index++) {
      const key = `r${index}`;
      const body = { TrialComponentName: key, note };
      await entities.put("component", { key, parent: null, created: index, modified: 1, body });
      await entities.join("group", key);
    }
  });
  await store.close();
}

/** Changes rows without one of their indexes, which is made one of no rows meanwhile. */
async function changeBehind(folder: string, index: string, sql: string): Promise<void> {
  const path = `${folder}/runlog.db`;
  const reader = new DatabaseSync(path);
  const row = reader.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").get(index);
  reader.close();
  const whole = String(row?.["sql"]);
  const none = whole.replace(/, .*/, ")WHERE 0").padEnd(whole.length);
  assertEquals(none.length, whole.length);
  await replaceBytes(path, whole, none);
  const writer = new DatabaseSync(path);
  writer.exec(sql);
  writer.close();
  await replaceBytes(path, none, whole);
}

async function replaceBytes(path: string, before: string, after: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const text = new TextDecoder("latin1").decode(bytes);
  const at = text.indexOf(before);
  assert(at > 0);
  bytes.set(new TextEncoder().encode(after), at);
  await Deno.writeFile(path, bytes);
}

/** A SQLite before each of whose queries another process writes to the same store. */
function interruptedSqlite(write: () => void): Sqlite {
  class InterruptedDatabase extends DatabaseSync {
    override prepare(sql: string): StatementSync {
      const statement = super.prepare(sql);
      const all = statement.all.bind(statement);
      const value = (...values: SQLInputValue[]): unknown => {
        write();
        return all(...values);
      };
      return Object.defineProperty(statement, "all", { value });
    }
  }
  return { DatabaseSync: InterruptedDatabase };
}

function rowsOf(folder: string): Rows & { close(): void } {
  const database = new DatabaseSync(`${folder}/runlog.db`);
  return {
    // Columns are text, numbers and nulls.
    all: (sql, ...values) => database.prepare(sql).all(...values) as unknown as readonly Row[],
    run: (sql, ...values) => Number(database.prepare(sql).run(...values).changes),
    close: () => database.close(),
  };
}

async function listAll(store: LocalStore): Promise<number> {
  let after: WalkPlace | undefined;
  let found = 0;
  do {
    const walk = {
      by: { kind: "created" },
      descending: true,
      conditions: [],
      limit: 2_000,
    } as const;
    const stretch = await store.read(({ walks }) => walks?.components({ ...walk, after }));
    found += stretch?.components.length ?? 0;
    after = stretch?.next;
  } while (after);
  return found;
}

const CHANGES: readonly (readonly [index: string, sql: string, told: string])[] = [
  ["entities_by_time", "DELETE FROM entities WHERE key = 'r77'", "1 of 10500 entries are missing"],
  [
    "entities_by_time",
    "INSERT INTO entities SELECT kind, 'new', parent, created, modified, body, sum FROM entities LIMIT 1",
    "entries are missing in index entities_by_time",
  ],
  [
    "entities_by_change",
    "INSERT INTO entities SELECT kind, 'new', parent, created, modified, body, sum FROM entities LIMIT 1",
    "entries are missing in index entities_by_change",
  ],
  [
    "members_by_component",
    "INSERT INTO members VALUES ('group', 'new')",
    "entries are missing in index members_by_component",
  ],
];

Deno.test("an entry that an index of a long list lacks is reported at the opening", () =>
  inFolder(async (folder) => {
    await fill(`${folder}/whole`, RUNS);
    for (const [number, [index, sql, told]] of CHANGES.entries()) {
      const copy = `${folder}/${number}`;
      await copyFolder(`${folder}/whole`, copy);
      await changeBehind(copy, index, sql);
      const { message } = assertThrows(() => openStore(copy), StoreError);
      assertStringIncludes(message, told);
      assertStringIncludes(message, "is damaged");
    }
  }));

Deno.test("an entry that is not its row's is reported by a sample there, and by whoever reads it", () =>
  inFolder(async (folder) => {
    await fill(folder, RUNS);
    await changeBehind(
      folder,
      "entities_by_time",
      "UPDATE entities SET created = 3 WHERE key = 'r9990'",
    );
    const rows = rowsOf(folder);
    const samplesAt = (start: number): readonly string[] =>
      findSampledDamage(rows, "entities", () => (start + 0.5) / (RUNS - 1_000));
    assertEquals(samplesAt(0), []);
    // Keys are sorted as text: r9990 is near r99.
    assertEquals(samplesAt(99), ["1 rows are missing in an index of entities"]);
    assertEquals(samplesAt(RUNS - 1_500), ["1 entries of index entities_by_time have no row"]);
    rows.close();
    const notices: string[] = [];
    const store = openSqliteStore({
      folder,
      sqlite: { DatabaseSync },
      fs,
      crypto,
      skipCheck: true,
      onDamage: (notice) => void notices.push(notice),
    });
    assertEquals(await listAll(store), RUNS - 1);
    assertEquals(notices.length, 1);
    assertStringIncludes(notices[0] ?? "", "r9990 is omitted");
    await store.close();
  }));

Deno.test("an opening looks every row up in a short list, and a stretch of rows in a long one", () =>
  inFolder(async (folder) => {
    const checksOf = async (runs: number): Promise<readonly string[]> => {
      const path = `${folder}/${runs}`;
      await fill(path, runs);
      const statements: string[] = [];
      class Recorded extends DatabaseSync {
        override prepare(sql: string): ReturnType<DatabaseSync["prepare"]> {
          statements.push(sql);
          return super.prepare(sql);
        }
      }
      const store = openSqliteStore({
        folder: path,
        sqlite: { DatabaseSync: Recorded },
        fs,
        crypto,
      });
      await store.close();
      return statements.filter((sql) => sql.includes("integrity_check"));
    };
    assertEquals((await checksOf(9_000)).length, 5);
    assertEquals(await checksOf(RUNS), [
      "PRAGMA main.integrity_check(objects)",
      "PRAGMA main.integrity_check(series)",
      "PRAGMA main.integrity_check(parameters)",
    ]);
  }));

Deno.test("a large store to which another process writes is not taken for damaged when it is opened", async () => {
  await inFolder(async (folder) => {
    await fill(folder, RUNS);
    const other = new DatabaseSync(`${folder}/runlog.db`);
    let written = 0;
    const write = (): void => {
      const key = `new${written++}`;
      other.exec(
        `INSERT INTO entities (kind, key, parent, created, modified, body)
         VALUES ('component', '${key}', NULL, ${written}, 1, '{}');
         INSERT INTO members VALUES ('group', '${key}');`,
      );
    };
    const store = openSqliteStore({ folder, sqlite: interruptedSqlite(write), fs, crypto });
    await store.close();
    other.close();
    assert(written > 10, `${written} rows written meanwhile`);
  });
});
