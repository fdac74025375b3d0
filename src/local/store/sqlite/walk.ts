/**
 * Walks in SQLite. A walk follows one index, and checks the other conditions for each of its rows.
 *
 * @module
 */
import type { ParameterRange, Walk, Walked, WalkProperty, WalkTables, WalkValue } from "../walk.ts";
import type { Database } from "./database.ts";
import { firstReadable } from "../readable.ts";
import { toReadableEntity } from "./entity_row.ts";
import { COLUMNS, type Row } from "./row.ts";

/** An index with components in the order of a property. */
interface Course {
  /** Table in the file, which has the index. A view may have its name, see schema.ts. */
  readonly table: string;
  readonly index: string;
  /** Condition that selects the rows. */
  readonly where: string;
  readonly bound: readonly string[];
  /** Column with the value. */
  readonly value: string;
  /** Column with the component's key; undefined if the table contains the components. */
  readonly key: string | undefined;
}

/** A statement and its bound values. */
export interface Query {
  /** SQL with question marks. */
  readonly sql: string;
  /** Values for the question marks. */
  readonly bound: readonly (string | number)[];
}

const METRIC_COLUMNS = { Last: "last", Min: "min", Max: "max" } as const;

/** Returns walks in a database. */
export function walkTables(database: Database): WalkTables {
  return { components: (walk) => walkComponents(database, walk) };
}

function walkComponents(database: Database, walk: Walk): readonly Walked[] {
  const course = courseOf(walk.by);
  const found = walk.after?.value === null ? [] : rowsOf(database, walk, alongIndex);
  const isDone = found.length >= walk.limit || course.key === undefined;
  const rest = { ...walk, limit: walk.limit - found.length };
  return isDone ? found : [...found, ...rowsOf(database, rest, withoutProperty)];
}

/** Returns the query for components that have the property, in its order. */
export function alongIndex(walk: Walk): Query {
  const { table, index, where, bound, value, key = "e.key" } = courseOf(walk.by);
  const conditions = [where, ...conditionsOf(walk, key)];
  const values: (string | number)[] = [...bound, ...valuesOf(walk)];
  const { after, descending, limit } = walk;
  if (after && after.value !== null) {
    const beyond = descending ? "<" : ">";
    // The first condition is where the index is entered.
    conditions.push(`${value} ${beyond}= ?`, `(${value} ${beyond} ? OR ${key} > ?)`);
    values.push(after.value, after.value, after.key);
  }
  const direction = descending ? "DESC" : "ASC";
  // Bodies are read once the order is known: values that are alike are sorted by key.
  // Every row of the index counts, so that a short result is the last one.
  const sql = `SELECT w.value AS value, ${COLUMNS.entities}
    FROM (SELECT ${value} AS value, ${key} AS walked FROM ${table} INDEXED BY ${index}
      WHERE ${conditions.join(" AND ")}
      ORDER BY ${value} ${direction}, ${key} LIMIT ?) AS w
    LEFT JOIN entities AS e ON e.kind = 'component' AND e.key = w.walked
    ORDER BY w.value ${direction}, e.key`;
  return { sql, bound: [...values, limit] };
}

/** Returns the query for components without the property, by key. */
function withoutProperty(walk: Walk): Query {
  const { table, where, bound, key } = courseOf(walk.by);
  const sql = `SELECT NULL AS value, ${COLUMNS.entities} FROM entities AS e
    WHERE e.kind = 'component' AND e.key > ?
      AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${key} = e.key AND ${where})
      AND ${["1", ...conditionsOf(walk, "e.key")].join(" AND ")}
    ORDER BY e.key LIMIT ?`;
  const from = walk.after?.value === null ? walk.after.key : "";
  return { sql, bound: [from, ...bound, ...valuesOf(walk), walk.limit] };
}

function courseOf(by: WalkProperty): Course {
  switch (by.kind) {
    case "created":
    case "modified":
      return {
        table: "main.entities AS e",
        index: by.kind === "created" ? "entities_by_time" : "entities_by_change",
        where: "e.kind = 'component'",
        bound: [],
        value: `e.${by.kind}`,
        key: undefined,
      };
    case "parameter":
      return {
        table: "main.parameters AS p",
        index: "parameters_by_value",
        // Only damage writes other values. It must not keep a component out of both queries.
        where: "p.name = ? AND typeof(p.value) IN ('real', 'text')",
        bound: [by.name],
        value: "p.value",
        key: "p.component",
      };
    case "metric": {
      const column = METRIC_COLUMNS[by.statistic];
      return {
        table: "main.series AS s",
        index: `series_by_${column}`,
        where: `s.name = ? AND typeof(s.${column}) = 'real'`,
        bound: [by.name],
        value: `s.${column}`,
        key: "s.component",
      };
    }
  }
}

function conditionsOf({ parameters, experiment, trial }: Walk, key: string): readonly string[] {
  return [
    ...parameters.map(({ text }) =>
      `EXISTS (SELECT 1 FROM parameters AS q WHERE q.component = ${key} AND q.name = ?
         AND (q.value BETWEEN ? AND ? OR ${
        text === null ? "typeof(q.value) = 'text'" : "q.value = ?"
      }))`
    ),
    ...(trial === undefined
      ? []
      : [`EXISTS (SELECT 1 FROM members AS m WHERE m.component = ${key} AND m.trial = ?)`]),
    ...(experiment === undefined ? [] : [
      // A damaged trial may have another parent: its components' records decide.
      `EXISTS (SELECT 1 FROM members AS m CROSS JOIN entities AS t ON t.kind = 'trial' AND t.key = m.trial
         WHERE m.component = ${key} AND (t.parent = ? OR NOT EXISTS
           (SELECT 1 FROM entities AS x WHERE x.kind = 'experiment' AND x.key = t.parent)))`,
    ]),
  ];
}

function valuesOf({ parameters, experiment, trial }: Walk): readonly (string | number)[] {
  return [
    ...parameters.flatMap(boundsOf),
    ...(trial === undefined ? [] : [trial]),
    ...(experiment === undefined ? [] : [experiment]),
  ];
}

function boundsOf({ name, from, to, text }: ParameterRange): readonly (string | number)[] {
  return text === null ? [name, from, to] : [name, from, to, text];
}

function rowsOf(
  database: Database,
  walk: Walk,
  toQuery: (walk: Walk) => Query,
): readonly Walked[] {
  const read = (limit: number): readonly Row[] => {
    const { sql, bound } = toQuery({ ...walk, limit });
    return database.all(sql, ...bound);
  };
  return firstReadable(walk.limit, read, ({ value, ...row }) => {
    // The component of a damaged row may not exist.
    const entity = row["key"] === null ? undefined : toReadableEntity(database, row);
    // Values of the columns that a course names.
    return entity && { entity, value: value as WalkValue };
  });
}
