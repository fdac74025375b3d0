import crypto from "node:crypto";
import fs from "node:fs";
import sqlite, { DatabaseSync } from "node:sqlite";
import { assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { openSqliteStore } from "../../src/local/store.ts";
import { plainEnvironment } from "../support/environment.ts";
import { seriesOf } from "../support/points.ts";
import { inFolder } from "../support/temporary_folder.ts";

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
const MAIN = new URL("../../src/cli/main.ts", import.meta.url).pathname;

async function doctor(...args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, "doctor", ...args],
    clearEnv: true,
    env: plainEnvironment(),
  }).output();
  const [out, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, told);
  return { stdout: out ?? "", stderr: told ?? "" };
}

Deno.test("runlog doctor tells of unused space that only --compact returns, which --json counts", () =>
  inFolder(async (folder) => {
    const session = `local:${folder}`;
    const open = () => openSqliteStore({ folder, sqlite, fs, crypto });
    const values = Array.from({ length: 300_000 }, (_, step) => step);
    const store = open();
    await store.write(({ points }) => points.put(seriesOf("run", "loss", values), 1));
    await store.close();
    // As an earlier version made it.
    const database = new DatabaseSync(`${folder}/runlog.db`);
    database.exec("PRAGMA auto_vacuum = NONE; VACUUM");
    database.close();
    const deleting = open();
    await deleting.write(({ points }) => points.remove("run"));
    await deleting.close();
    const { size } = fs.statSync(`${folder}/runlog.db`);
    const told = await doctor("--session", session);
    assertMatch(told.stdout, /size of the database: \d+ MB, of which \d+ MB are unused/);
    assertStringIncludes(told.stderr, "runlog doctor --compact");
    const answer = JSON.parse((await doctor("--session", session, "--compact", "--json")).stdout);
    assertEquals(answer.compaction.before, size);
    assertLess(answer.compaction.after, size / 10);
    assertEquals(fs.statSync(`${folder}/runlog.db`).size, answer.compaction.after);
    const after = await doctor("--session", session);
    assertEquals([after.stdout.includes("unused"), after.stderr], [false, ""]);
  }));
