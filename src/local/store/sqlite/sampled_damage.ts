/**
 * Checks the indexes of long tables when a store is opened. A complete check looks up every row in
 * every index, which takes a second for 100,000 runs on a busy machine.
 *
 * All entries of an index are counted, so that a lost one is found at once. A stretch of rows from a
 * random place is looked up in every index, and a stretch of every index in the table. Reading a
 * damaged entry outside the stretches reports it as well: see walk.ts.
 *
 * @module
 */
import type { SqliteValue } from "./modules.ts";
import type { Row, Rows } from "./row.ts";

/** Number of rows, and of entries per index, to look up. They take 3 ms per index. */
const STRETCH = 1_000;

interface Layout {
  /** Columns of the primary key, by which the table is stored. */
  readonly key: readonly [string, string];
  /** Columns of each index, by its name. */
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

const LAYOUT = {
  entities: {
    key: ["kind", "key"],
    indexes: {
      entities_by_time: ["kind", "created", "key"],
      entities_by_change: ["kind", "modified", "key"],
      entities_by_parent: ["kind", "parent", "created", "key"],
    },
  },
  members: {
    key: ["trial", "component"],
    indexes: { members_by_component: ["component", "trial"] },
  },
  objects: { key: ["bucket", "key"], indexes: {} },
} as const satisfies Readonly<Record<string, Layout>>;

/** A table that can be sampled. */
export type SampledTable = keyof typeof LAYOUT;

/**
 * Returns findings in the indexes of a table.
 *
 * @param random Returns a number from 0 to 1, which chooses where the stretches begin
 */
export function findSampledDamage(
  rows: Rows,
  table: SampledTable,
  random: () => number = Math.random,
): readonly string[] {
  const layout: Layout = LAYOUT[table];
  const indexes = Object.entries(layout.indexes);
  const counts = indexes.map(([index, [column]]) => {
    const sql = `SELECT count(${column}) AS found FROM ${table} INDEXED BY ${index}`;
    return { index, count: numberIn(rows.all(sql)) };
  });
  const counted = numberIn(rows.all(`SELECT count(*) AS found FROM ${table}`));
  const most = Math.max(counted, ...counts.map(({ count }) => count));
  const start = Math.floor(random() * Math.max(0, most - STRETCH));
  return [
    ...counts.filter(({ count }) => count !== most)
      .map(({ index, count }) =>
        `${most - count} of ${most} entries are missing in index ${index}`
      ),
    ...findLostRows(rows, table, layout, start),
    ...indexes.flatMap(([index, columns]) =>
      findStrayEntries(rows, table, layout, index, columns, start)
    ),
  ];
}

/** Looks up a stretch of the table's rows in the table itself and in each index. */
function findLostRows(
  rows: Rows,
  table: SampledTable,
  { key, indexes }: Layout,
  start: number,
): readonly string[] {
  const [first] = Object.keys(indexes);
  const [place] = rows.all(
    `SELECT ${key.join(", ")} FROM ${table} ${indexClause(first)} LIMIT 1 OFFSET ?`,
    start,
  );
  if (!place) return [];
  const columns = [...new Set([...key, ...Object.values(indexes).flat()])];
  const isFound = [[undefined, key] as const, ...Object.entries(indexes)].map(([index, columns]) =>
    `EXISTS (SELECT 1 FROM ${table} AS t ${indexClause(index)} WHERE ${equal(columns)})`
  );
  const lost = numberIn(rows.all(
    `SELECT count(*) AS found
     FROM (SELECT ${columns.join(", ")} FROM ${table} NOT INDEXED
       WHERE (${key.join(", ")}) >= (?, ?) ORDER BY ${key.join(", ")} LIMIT ${STRETCH}) AS r
     WHERE NOT (${isFound.join(" AND ")})`,
    ...key.map((column): SqliteValue => place[column] ?? null),
  ));
  return lost === 0 ? [] : [`${lost} rows are missing in an index of ${table}`];
}

/** Looks up a stretch of an index in the table. */
function findStrayEntries(
  rows: Rows,
  table: SampledTable,
  { key }: Layout,
  index: string,
  columns: readonly string[],
  start: number,
): readonly string[] {
  // The plus keeps SQLite from looking the entry up in its own index.
  const values = columns.filter((column) => !key.includes(column))
    .map((column) => `+t.${column} IS r.${column}`);
  const stray = numberIn(rows.all(
    `SELECT count(*) AS found
     FROM (SELECT ${columns.join(", ")} FROM ${table} ${indexClause(index)}
       LIMIT ${STRETCH} OFFSET ?) AS r
     WHERE NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE ${[equal(key), ...values].join(" AND ")})`,
    start,
  ));
  return stray === 0 ? [] : [`${stray} entries of index ${index} have no row`];
}

function indexClause(index: string | undefined): string {
  return index === undefined ? "NOT INDEXED" : `INDEXED BY ${index}`;
}

function equal(columns: readonly string[]): string {
  return columns.map((column) => `t.${column} IS r.${column}`).join(" AND ");
}

function numberIn([row]: readonly Row[]): number {
  return Number(row?.["found"] ?? 0);
}
