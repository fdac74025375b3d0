import { assertEquals, assertNotEquals } from "@std/assert";
import {
  checkOfEntity,
  checkOfObject,
  checkOfPoint,
  checkOfPointRow,
  checkOfSeries,
} from "../../../src/local/store/sqlite/row_check.ts";
import type { Row } from "../../../src/local/store/sqlite/row.ts";
import fc from "../../support/fast_check.ts";

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const text = fc.string({ unit: "binary", maxLength: 30 });

/** Rows of each table by column, with the checksum of a row. */
const TABLES: Readonly<Record<string, readonly [(row: Row) => number, fc.Arbitrary<Row>]>> = {
  entities: [
    checkOfEntity,
    fc.record({
      kind: text,
      key: text,
      parent: text,
      created: number,
      modified: number,
      body: text,
    }),
  ],
  objects: [
    checkOfObject,
    fc.record({
      bucket: text,
      key: text,
      file: text,
      size: number,
      etag: text,
      headers: text,
      created: number,
    }),
  ],
  points: [
    checkOfPointRow,
    fc.record({
      series: number,
      seq: number,
      step: fc.option(number),
      value: fc.oneof(number, text),
      time: number,
    }),
  ],
  series: [
    checkOfSeries,
    fc.record({
      id: number,
      component: text,
      name: text,
      count: number,
      min: fc.option(number),
      max: fc.option(number),
      last: fc.option(number),
      last_step: fc.option(number),
      last_time: fc.option(number),
      mean: number,
      squares: number,
      non_finite: fc.nat(),
    }),
  ],
};

for (const [table, [check, rows]] of Object.entries(TABLES)) {
  Deno.test(`the checksum of a row of ${table} changes with every column`, () => {
    fc.assert(fc.property(rows, rows, (row, other) => {
      for (const [column, value] of Object.entries(other)) {
        if (Object.is(value, row[column])) continue;
        assertNotEquals(check({ ...row, [column]: value }), check(row), column);
      }
      // A null is no empty text and no zero.
      for (const column of Object.keys(row)) {
        const [empty, zero, none] = ["", 0, null].map((value) =>
          check({ ...row, [column]: value })
        );
        if (column === "non_finite") continue;
        assertEquals(new Set([empty, zero, none]).size, 3, column);
      }
    }));
  });
}

Deno.test("checkOfPoint() is the checksum of the point's row", () => {
  const point = TABLES["points"]?.[1] ?? fc.constant({});
  fc.assert(fc.property(point, (row) => {
    const { series, seq, step, value, time } = row as
      & {
        readonly [name in "series" | "seq" | "time"]: number;
      }
      & { readonly step: number | null; readonly value: number | string };
    assertEquals(checkOfPoint(series, seq, step ?? NaN, value, time), checkOfPointRow(row));
  }));
});
