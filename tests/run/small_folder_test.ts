import crypto from "node:crypto";
import fs from "node:fs";
import sqlite from "node:sqlite";
import zlib from "node:zlib";
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { startRun } from "../../mod.ts";
import { createLocalService, serviceSession } from "../../src/local.ts";
import { openSqliteStore } from "../../src/local/store/sqlite.ts";
import { countingSqlite } from "../support/counting_sqlite.ts";
import { range } from "../support/numbers.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { inFolder } from "../support/temporary_folder.ts";

const FILES = 500;

/**
 * Counts how often the files of a folder are opened, in whatever way, and how often between two
 * turns of the event loop.
 */
function countOpenings(folder: string) {
  const { openSync } = fs;
  const { open } = fs.promises;
  let [openings, sinceTurn, longest] = [0, 0, 0];
  const timer = setInterval(() => sinceTurn = 0, 0);
  const count = (path: unknown): void => {
    if (!String(path).startsWith(folder)) return;
    openings++;
    longest = Math.max(longest, ++sinceTurn);
  };
  Object.assign(fs, {
    openSync(...given: Parameters<typeof openSync>) {
      count(given[0]);
      return openSync(...given);
    },
  });
  fs.promises.open = (...given) => {
    count(given[0]);
    return open(...given);
  };
  return {
    openings: () => openings,
    longest: () => longest,
    end() {
      clearInterval(timer);
      Object.assign(fs, { openSync });
      fs.promises.open = open;
    },
  };
}

Deno.test("logDirectory() of small files opens each once, and takes a transaction for 64 of them", () =>
  inFolder(async (folder) => {
    const source = `${folder}/source`;
    fs.mkdirSync(source);
    for (const index of range(FILES)) {
      fs.writeFileSync(`${source}/${index}`, bytesOf(10_000));
      // Nobody has written to it for a while.
      fs.utimesSync(`${source}/${index}`, 1_700_000_000, 1_700_000_000);
    }
    using counting = countingSqlite(sqlite);
    const store = openSqliteStore({
      folder: `${folder}/store`,
      sqlite: counting.sqlite,
      fs,
      crypto,
      zlib,
    });
    await using service = createLocalService({ store });
    await using session = await serviceSession(service);
    const run = await startRun({ experimentName: "small", session, captureEnvironment: false });
    await run.logFile(new Blob(["x"]), { name: "first" });
    await run.flush();
    const before = counting.transactions.filter(({ isWrite }) => isWrite).length;
    const opened = countOpenings(source);
    const { now } = performance;
    try {
      // A clock that stands still: the machine is neither quick nor slow.
      performance.now = () => 0;
      await run.logDirectory(source, { name: "model" });
    } finally {
      performance.now = now;
      opened.end();
    }
    const writes = counting.transactions.filter(({ isWrite }) => isWrite).length - before;
    await run.close();
    assertEquals(opened.openings(), FILES);
    // 1, 2, 4, 8, 16 and 32 files, and then 64.
    assertEquals(writes, 6 + Math.ceil((FILES - 63) / 64));
    assertLessOrEqual(opened.longest(), 3 * 64);
  }));
