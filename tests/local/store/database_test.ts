import crypto from "node:crypto";
import fs from "node:fs";
import { DatabaseSync } from "node:sqlite";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { StoreError } from "../../../src/local/store/errors.ts";
import { openSqliteStore } from "../../../src/local/store/sqlite.ts";
import { countingSqlite } from "../../support/counting_sqlite.ts";
import fc from "../../support/fast_check.ts";
import { assertRefused, openStore, testService } from "../test_service.ts";
import { seriesOf, wholeSeries } from "../../support/points.ts";

/** Keeps the event loop busy, in milliseconds. */
function busyFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

async function withFolder(test: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs a script of this folder as a process of its own. */
function child(script: string, args: readonly string[], ...flags: readonly string[]): Deno.Command {
  const path = new URL(`./${script}`, import.meta.url).href;
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", ...flags, path, ...args],
    stdout: "piped",
    stderr: "piped",
  });
}

Deno.test("A store keeps what it was told for whoever opens it next", async () => {
  await withFolder(async (folder) => {
    const entity = { key: "demo", parent: null, created: 1, modified: 2, body: { a: [1] } };
    const first = openStore(folder);
    await first.write(({ entities }) => entities.put("experiment", entity));
    await first.close();
    const second = openStore(folder);
    assertEquals(await second.read(({ entities }) => entities.get("experiment", "demo")), entity);
    await second.close();
  });
});

Deno.test("A write that throws leaves nothing, and the store stays usable", async () => {
  await withFolder(async (folder) => {
    const store = openStore(folder);
    const reason = new Error("no");
    const write = store.write(async ({ objects }) => {
      await objects.createBucket("demo", 1);
      throw reason;
    });
    assertStrictEquals(await assertRejects(() => write), reason);
    assertStrictEquals(await assertRejects(() => store.read(() => Promise.reject(reason))), reason);
    assertEquals(await store.read(({ objects }) => objects.buckets()), []);
    assertEquals(await store.write(({ objects }) => objects.createBucket("demo", 1)), true);
    await store.close();
  });
});

Deno.test("Transactions of one process wait for each other, and closing waits for them", async () => {
  await withFolder(async (folder) => {
    const store = openStore(folder);
    const seen: number[] = [];
    const work = Array.from({ length: 20 }, (_, index) =>
      store.write(async ({ objects }) => {
        seen.push((await objects.buckets()).length);
        await objects.createBucket(`bucket-${index}`, index);
        await Promise.resolve();
        await objects.createBucket(`other-${index}`, index);
      }));
    const closed = store.close();
    await Promise.all(work);
    await closed;
    assertEquals(seen, seen.map((_, index) => 2 * index));
    await assertRejects(() => store.read(({ objects }) => objects.buckets()));
  });
});

Deno.test("200 writes at the same time share transactions", async () => {
  await withFolder(async (folder) => {
    using counted = countingSqlite({ DatabaseSync });
    const store = openSqliteStore({ folder, sqlite: counted.sqlite, fs, crypto });
    const before = counted.transactions.length;
    await Promise.all(
      Array.from(
        { length: 200 },
        (_, index) => store.write(({ objects }) => objects.createBucket(`bucket-${index}`, index)),
      ),
    );
    const writes = counted.transactions.slice(before).filter(({ isWrite }) => isWrite).length;
    // Each takes 10 ms at most, so their number depends on the machine.
    assert(writes < 150, `${writes} transactions of 200 writes`);
    await store.close();
  });
});

Deno.test("Writes of which some fail share transactions, and one that fails takes nothing else with it", async () => {
  const failing = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(failing, fc.boolean(), async (fails, isOverdue) => {
      await withFolder(async (folder) => {
        const store = openStore(folder);
        const ends = fails.map((isFailing, index) =>
          store.write(async ({ objects }) => {
            const seen = (await objects.buckets()).length;
            await objects.createBucket(`bucket-${index}`, index);
            // Now and then, one that takes long: the next ones are another transaction's.
            if (isOverdue && index % 7 === 3) busyFor(11);
            if (isFailing) throw new Error(`no ${index}`);
            return seen;
          })
        );
        const closing = Promise.allSettled(ends).then(() => store.close());
        const kept = fails.flatMap((isFailing, index) => isFailing ? [] : [index]);
        for (const [index, end] of (await Promise.allSettled(ends)).entries()) {
          if (fails[index]) {
            assertEquals(end.status === "rejected" && end.reason.message, `no ${index}`);
          } else {
            const seen = kept.filter((one) => one < index).length;
            assertEquals(end, { status: "fulfilled", value: seen });
          }
        }
        await closing;
        const again = openStore(folder);
        const found = await again.read(({ objects }) => objects.buckets());
        assertEquals(
          found.map(({ name }) => name).sort(),
          kept.map((index) => `bucket-${index}`).sort(),
        );
        await again.close();
      });
    }),
    { numRuns: 30 },
  );
});

Deno.test("A transaction that cannot end fails each of its writes, and stores none of them", async () => {
  await withFolder(async (folder) => {
    let isFull = false;
    class FullDatabase extends DatabaseSync {
      override exec(sql: string): void {
        if (isFull && sql === "COMMIT") throw new Error("database or disk is full");
        return super.exec(sql);
      }
    }
    const store = openSqliteStore({ folder, sqlite: { DatabaseSync: FullDatabase }, fs, crypto });
    await store.write(({ objects }) => objects.createBucket("before", 1));
    isFull = true;
    const ends = await Promise.allSettled(
      Array.from(
        { length: 5 },
        (_, index) => store.write(({ objects }) => objects.createBucket(`bucket-${index}`, 1)),
      ),
    );
    assertEquals(ends.map(({ status }) => status), new Array(5).fill("rejected"));
    isFull = false;
    assertEquals(await store.write(({ objects }) => objects.createBucket("after", 1)), true);
    const names = (await store.read(({ objects }) => objects.buckets())).map(({ name }) => name);
    assertEquals(names.sort(), ["after", "before"]);
    await store.close();
  });
});

Deno.test("A write that fails is reported after the writes before it, which are stored by then", async () => {
  await withFolder(async (folder) => {
    const order: string[] = [];
    class ObservedDatabase extends DatabaseSync {
      #writes = false;

      override exec(sql: string): void {
        super.exec(sql);
        if (sql.startsWith("BEGIN")) this.#writes = sql.includes("IMMEDIATE");
        if (sql === "COMMIT" && this.#writes) order.push("stored");
      }
    }
    const store = openSqliteStore({
      folder,
      sqlite: { DatabaseSync: ObservedDatabase },
      fs,
      crypto,
    });
    await store.write(({ objects }) => objects.createBucket("before", 1));
    order.length = 0;
    const write = (name: string, isFailing: boolean) =>
      store.write(() => {
        if (isFailing) throw new Error("no");
      }).then(() => order.push(name), () => order.push(name));
    await Promise.all([write("a", false), write("b", true), write("c", false), write("d", true)]);
    // A slow machine stores what was written later in a transaction of its own.
    assertEquals(order.filter((one, index) => one !== "stored" || index === 0), [
      ...["stored", "a", "b", "c", "d"],
    ]);
    await store.close();
  });
});

Deno.test("What a write that failed had changed is not seen by those that share its transaction", async () => {
  await withFolder(async (folder) => {
    const store = openStore(folder);
    const entity = { key: "a", parent: null, created: 1, modified: 1, body: {} };
    const [, failed, seen] = await Promise.allSettled([
      store.write(({ objects }) => objects.createBucket("first", 1)),
      store.write(async ({ entities }) => {
        await entities.put("trial", entity);
        assertEquals(await entities.get("trial", "a"), entity);
        throw new Error("no");
      }),
      store.write(({ entities }) => entities.get("trial", "a")),
    ]);
    assertEquals(failed.status, "rejected");
    assertEquals(seen, { status: "fulfilled", value: undefined });
    await store.close();
  });
});

Deno.test("Writes that take long have transactions of their own, and closing waits for all of them", async () => {
  await withFolder(async (folder) => {
    using counted = countingSqlite({ DatabaseSync });
    const store = openSqliteStore({ folder, sqlite: counted.sqlite, fs, crypto });
    const before = counted.transactions.length;
    const ends = Array.from({ length: 6 }, (_, index) =>
      store.write(async ({ objects }) => {
        busyFor(11);
        return await objects.createBucket(`bucket-${index}`, index);
      }));
    await store.close();
    assertEquals(await Promise.all(ends), new Array(6).fill(true));
    const writes = counted.transactions.slice(before).filter(({ isWrite }) => isWrite);
    assertEquals(writes.length, 6);
  });
});

Deno.test("writeNow() writes before it returns, and gives up what is under way", async () => {
  await withFolder(async (folder) => {
    const store = openStore(folder);
    const entity = { key: "run", parent: null, created: 1, modified: 1, body: { step: 0 } };
    await store.write(({ entities }) => entities.put("component", entity));
    const changed = { ...entity, modified: 2, body: { step: 1 } };
    const interrupted = store.write(async ({ entities, objects }) => {
      await objects.createBucket("demo", 1);
      store.writeNow?.((tables) => tables.entities.put("component", changed));
      store.writeNow?.((tables) => assertEquals(tables.entities.get("component", "run"), changed));
      const other = openStore(folder);
      assertEquals(await other.read((tables) => tables.entities.get("component", "run")), changed);
      await other.close();
      await entities.put("component", { ...entity, body: { step: 2 } });
    });
    await assertRejects(() => interrupted, Error, "aborted");
    assertThrows(
      () =>
        store.writeNow?.((tables) => {
          tables.entities.put("component", entity);
          throw new Error("refused");
        }),
      Error,
      "refused",
    );
    assertEquals(await store.read(({ entities }) => entities.get("component", "run")), changed);
    assertEquals(await store.read(({ objects }) => objects.buckets()), []);
    await store.close();
  });
});

Deno.test("A store of a newer version is refused and not touched", async () => {
  await withFolder(async (folder) => {
    await openStore(folder).close();
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec("PRAGMA user_version = 99");
    const error = assertThrows(() => openStore(folder), StoreError, "version 99");
    assertEquals([error.folder, error.name], [folder, "StoreError"]);
    assertEquals(database.prepare("PRAGMA user_version").get()?.["user_version"], 99);
    database.close();
  });
});

Deno.test("A damaged database is refused by name, and left as it is", async () => {
  for (
    const damage of ["not a database at all".repeat(100), "SQLite format 3\0garbage".repeat(90)]
  ) {
    await withFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/runlog.db`, damage);
      const error = assertThrows(() => openStore(folder), StoreError, folder);
      assertEquals(error.cause instanceof Error, true);
      assertEquals(await Deno.readTextFile(`${folder}/runlog.db`), damage);
    });
  }
});

Deno.test("A folder that is a file, or cannot be made, is refused", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    for (const path of [`${folder}/file`, `${folder}/file/below`]) {
      assertThrows(() => openStore(path), StoreError, path);
    }
  });
});

Deno.test("A folder that may only be read is opened to read, and a write says why it is refused", async () => {
  await withFolder(async (folder) => {
    const store = openStore(folder);
    await store.write(({ objects }) => objects.createBucket("demo", 1));
    await store.close();
    const output = await child("open_child.ts", [folder], `--allow-read`, "--allow-env").output();
    assertMatch(
      new TextDecoder().decode(output.stdout),
      /^\["demo"\]\nStoreReadOnlyError: Cannot write to store ".+": .+\(Requires write access/,
    );
  });
});

Deno.test("A store whose folder for objects is a file is refused", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/objects`, "");
    assertThrows(() => openStore(folder), StoreError, "Cannot open store");
  });
});

Deno.test("A store that fails in use says so by name, to callers over its protocol as well", async () => {
  await using aws = await testService();
  await aws.sagemaker.createTrialComponent({ TrialComponentName: "run" });
  await aws.s3.createBucket({ Bucket: "demo-bucket" });
  const database = new DatabaseSync(`${aws.folder}/runlog.db`);
  database.exec("DROP TABLE points");
  database.close();
  const batch = seriesOf("run", "x", [0]);
  const error = await assertRejects(() => aws.service.metrics.put(batch), StoreError, "points");
  assertEquals([error.folder, error.cause instanceof Error], [aws.folder, true]);
  await Deno.remove(`${aws.folder}/objects`);
  await assertRefused(
    () => aws.s3.putObject({ Bucket: "demo-bucket", Key: "k", Body: "x" }),
    "InternalFailure",
    /Cannot use store/,
  );
  await aws.sagemaker.describeTrialComponent({ TrialComponentName: "run" });
});

Deno.test("The store's files are for their owner alone", async () => {
  await withFolder(async (folder) => {
    const store = openStore(`${folder}/store`);
    await store.files.write(new Blob(["x"]).stream());
    await store.write(({ objects }) => objects.createBucket("demo", 1));
    const modes = [];
    for (const path of ["", "/runlog.db", "/runlog.db-wal", "/objects"]) {
      modes.push((Deno.statSync(`${folder}/store${path}`).mode ?? 0) & 0o077);
    }
    for (const { name } of Deno.readDirSync(`${folder}/store/objects`)) {
      modes.push((Deno.statSync(`${folder}/store/objects/${name}`).mode ?? 0) & 0o077);
    }
    assertEquals(modes, [0, 0, 0, 0, 0]);
    await store.close();
  });
});

Deno.test("Processes that open a new store and write at once all find their points", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/store`;
    const batches = 40;
    const outputs = await Promise.all(
      ["run-a", "run-b", "run-a", "shared"].map((name, index) =>
        child("record_child.ts", [path, name, `${batches}`, `${index}`], "-A").output()
      ),
    );
    for (const { code, stderr } of outputs) {
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    }
    const store = openStore(path);
    const counts = [];
    for (const name of ["run-a", "run-b", "shared"]) {
      counts.push((await store.read(({ points }) => points.summaries(name)))[0]?.count);
    }
    assertEquals(counts, [2 * batches * 10, batches * 10, batches * 10]);
    await store.close();
  });
});

Deno.test("A recorder that is killed in mid-write loses no point it was told is kept", async () => {
  for (let trial = 0; trial < 5; trial++) {
    await withFolder(async (folder) => {
      const process = child("record_child.ts", [folder, "run", "1000000", "0"], "-A").spawn();
      let acknowledged = 0;
      const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const wanted = Math.random() * 300;
      for (let text = ""; acknowledged < wanted;) {
        const { done, value } = await reader.read();
        if (done) break;
        text += value;
        acknowledged = text.split("\n").length - 1;
      }
      process.kill("SIGKILL");
      for (let rest = await reader.read(); !rest.done; rest = await reader.read()) {
        acknowledged += rest.value.split("\n").length - 1;
      }
      await process.stderr.cancel();
      assertEquals((await process.status).signal, "SIGKILL");
      const store = openStore(folder);
      const query = wholeSeries("run", "x");
      const { values } = await store.read(({ points }) => points.read(query));
      const [summary] = await store.read(({ points }) => points.summaries("run"));
      // Whole batches only, all that were acknowledged, and a summary that agrees.
      assertEquals(values.length % 10, 0);
      assertEquals(values.length >= acknowledged * 10, true);
      assertEquals(values, values.map((_, index) => index));
      assertEquals(summary?.count, values.length);
      await store.close();
    });
  }
});
