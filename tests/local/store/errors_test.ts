import { DatabaseSync } from "node:sqlite";
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import {
  StoreBusyError,
  StoreError,
  StoreFullError,
  toStoreError,
} from "../../../src/local/store/errors.ts";

Deno.test("toStoreError() tells a store that another process holds from one that is broken", async () => {
  const folder = await Deno.makeTempDir();
  const [holder, waiter] = [new DatabaseSync(`${folder}/db`), new DatabaseSync(`${folder}/db`)];
  holder.exec("BEGIN IMMEDIATE");
  waiter.exec("PRAGMA busy_timeout = 0");
  const locked = assertThrows(() => waiter.exec("BEGIN IMMEDIATE"));
  const busy = toStoreError(folder, locked);
  assertInstanceOf(busy, StoreBusyError);
  assertEquals([busy.name, busy.folder, busy.cause], ["StoreBusyError", folder, locked]);
  const missing = toStoreError(folder, assertThrows(() => waiter.exec("SELECT * FROM nothing")));
  assertInstanceOf(missing, StoreError);
  assertEquals(missing.name, "StoreError");
  holder.close();
  waiter.close();
  await Deno.remove(folder, { recursive: true });
});

Deno.test("toStoreError() leaves what is no error of the disk as it is", () => {
  for (
    const error of [new TypeError("no code"), Object.assign(new Error(), { code: "ECONNRESET" })]
  ) {
    assertEquals(toStoreError("/runs", error), error);
  }
});

Deno.test("toStoreError() tells a full disk, and a user's share of it that is used up, from others", () => {
  for (const code of ["ENOSPC", "EDQUOT"]) {
    const error = toStoreError("/runs", Object.assign(new Error(code), { code, errno: -1 }));
    assertInstanceOf(error, StoreFullError, code);
  }
  const denied = Object.assign(new Error("EACCES"), {
    code: "EACCES",
    errno: -13,
    syscall: "open",
  });
  assertEquals(toStoreError("/runs", denied) instanceof StoreFullError, false);
});
