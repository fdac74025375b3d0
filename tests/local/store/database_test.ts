import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertMatch, assertStrictEquals, assertThrows } from "@std/assert";
import { StoreError } from "../../../src/local/store/database.ts";
import { openStore } from "../test_service.ts";

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
  await withFolder((folder) => {
    const entity = { key: "demo", parent: null, created: 1, modified: 2, body: { a: [1] } };
    const first = openStore(folder);
    first.write(({ entities }) => entities.put("experiment", entity));
    first.close();
    const second = openStore(folder);
    assertEquals(second.read(({ entities }) => entities.get("experiment", "demo")), entity);
    second.close();
  });
});

Deno.test("A write that throws leaves nothing, and the store stays usable", async () => {
  await withFolder((folder) => {
    const store = openStore(folder);
    const reason = new Error("no");
    const error = assertThrows(() =>
      store.write(({ objects }) => {
        objects.createBucket("demo", 1);
        throw reason;
      })
    );
    assertStrictEquals(error, reason);
    assertThrows(
      () =>
        store.read(() => {
          throw reason;
        }),
      Error,
      "no",
    );
    assertEquals(store.read(({ objects }) => objects.buckets()), []);
    assertEquals(store.write(({ objects }) => objects.createBucket("demo", 1)), true);
    store.close();
  });
});

Deno.test("A store of a newer version is refused and not touched", async () => {
  await withFolder((folder) => {
    openStore(folder).close();
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

Deno.test("A folder that may only be read is refused", async () => {
  await withFolder(async (folder) => {
    openStore(folder).close();
    const output = await child("open_child.ts", [folder], `--allow-read`, "--allow-env").output();
    assertMatch(new TextDecoder().decode(output.stdout), /^StoreError: Cannot open store/);
  });
});

Deno.test("The store's files are for their owner alone", async () => {
  await withFolder(async (folder) => {
    const store = openStore(`${folder}/store`);
    await store.files.write(new Blob(["x"]).stream());
    store.write(({ objects }) => objects.createBucket("demo", 1));
    const modes = [];
    for (const path of ["", "/runlog.db", "/runlog.db-wal", "/objects"]) {
      modes.push((Deno.statSync(`${folder}/store${path}`).mode ?? 0) & 0o077);
    }
    for (const { name } of Deno.readDirSync(`${folder}/store/objects`)) {
      modes.push((Deno.statSync(`${folder}/store/objects/${name}`).mode ?? 0) & 0o077);
    }
    assertEquals(modes, [0, 0, 0, 0, 0]);
    store.close();
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
    const counts = ["run-a", "run-b", "shared"].map((name) =>
      store.read(({ points }) => points.summaries(name))[0]?.count
    );
    assertEquals(counts, [2 * batches * 10, batches * 10, batches * 10]);
    store.close();
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
      const query = { componentName: "run", metricName: "x" };
      const { values, sequence } = store.read(({ points }) => points.read(query));
      const [summary] = store.read(({ points }) => points.summaries("run"));
      // Whole batches only, all that were acknowledged, and a summary that agrees.
      assertEquals(values.length % 10, 0);
      assertEquals(values.length >= acknowledged * 10, true);
      assertEquals(values, Float64Array.from(sequence, (index) => index));
      assertEquals(summary?.count, values.length);
      store.close();
    });
  }
});
