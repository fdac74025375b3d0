import { assertEquals, assertThrows } from "@std/assert";
import { StoreBusyError } from "../../../src/local.ts";
import { onceFreeInPlace } from "../../../src/local/store/sqlite/lock_wait.ts";

const BUSY = Object.assign(new Error("database is locked"), { code: "ERR_SQLITE_ERROR" });

/** An attempt that fails so often with each kind of busy error, and then succeeds. */
function attemptAfter(failures: number): { readonly attempt: () => number; count: number } {
  const counted = {
    count: 0,
    attempt(): number {
      if (counted.count++ < failures) throw counted.count % 2 ? BUSY : toBusy();
      return counted.count;
    },
  };
  return counted;
}

function toBusy(): Error {
  return new StoreBusyError("/store", "open", "locked", { cause: BUSY });
}

Deno.test("onceFreeInPlace() repeats an attempt for which SQLite did not wait, until nobody is in the way", () => {
  assertEquals(onceFreeInPlace(attemptAfter(0).attempt, 60_000), 1);
  assertEquals(onceFreeInPlace(attemptAfter(5).attempt, 60_000), 6);
});

Deno.test("onceFreeInPlace() gives up when its time is over, and at once for any other error", () => {
  const late = attemptAfter(1_000);
  assertThrows(() => onceFreeInPlace(late.attempt, 0), Error, "locked");
  assertEquals(late.count, 1);
  const other = (): never => {
    throw new Error("no such table");
  };
  assertThrows(() => onceFreeInPlace(other, 60_000), Error, "no such table");
});
