import { DatabaseSync } from "node:sqlite";
import { bringAlong } from "../../src/local/store/sqlite/bring_along.ts";
import type { Row, Rows } from "../../src/local/store/sqlite/row.ts";

/** A version of the store whose rows had no checks. */
const NO_CHECKS = 2;

/** Makes everything in a store so many seconds older, as if that time had passed. */
export function age(folder: string, seconds: number): void {
  const database = new DatabaseSync(`${folder}/runlog.db`);
  database.prepare("UPDATE entities SET created = created - ?1, modified = modified - ?1")
    .run(seconds);
  database.prepare(
    "UPDATE entities SET body = json_set(body, '$.StartTime', body ->> '$.StartTime' - ?1) " +
      "WHERE body ->> '$.StartTime' IS NOT NULL",
  ).run(seconds);
  database.prepare("UPDATE series SET last_time = last_time - ?1").run(seconds);
  const rows: Rows = {
    // Columns are text, numbers and nulls.
    all: (sql, ...values) => database.prepare(sql).all(...values) as unknown as readonly Row[],
    run: (sql, ...values) => Number(database.prepare(sql).run(...values).changes),
  };
  bringAlong(rows, NO_CHECKS);
  database.close();
}
