/**
 * The indexes that walks follow, and SQL for the values in them.
 *
 * @module
 */
import type { Condition, Selection, WalkProperty } from "../walk.ts";
import { type IndexValue, type Span, spansOf } from "../spans.ts";

/** An index with components in the order of a property. */
export interface Course {
  /** Table, with its alias. */
  readonly table: string;
  /** SQL that names the index. */
  readonly index: string;
  /** Condition that selects the rows. */
  readonly where: string;
  /** Values for the condition. */
  readonly bound: readonly string[];
  /** Column with the value. */
  readonly value: string;
  /** Column with the component's key. */
  readonly key: string;
  /** Whether every component is in the index. */
  readonly isWhole: boolean;
}

/** SQL, and the values for its question marks. */
export interface Sql {
  /** SQL with question marks. */
  readonly sql: string;
  /** Values for the question marks. */
  readonly bound: readonly IndexValue[];
}

const TIME_INDEXES = { created: "entities_by_time", modified: "entities_by_change" } as const;
const METRIC_COLUMNS = { Last: "last", Min: "min", Max: "max" } as const;

/**
 * Returns the index in the order of a property.
 *
 * @param by Property to sort by
 * @param alias Name of the table in the query
 */
export function courseOf(by: WalkProperty, alias: string): Course {
  // Tables of the file have the indexes. A view may have the name of one, see schema.ts.
  const components = {
    table: `main.entities AS ${alias}`,
    where: `${alias}.kind = 'component'`,
    bound: [],
    key: `${alias}.key`,
    isWhole: true,
  };
  switch (by.kind) {
    case "name":
      // Without an index, the table is read in the order of its primary key.
      return { ...components, index: "NOT INDEXED", value: `${alias}.key` };
    case "created":
    case "modified":
      return {
        ...components,
        index: `INDEXED BY ${TIME_INDEXES[by.kind]}`,
        value: `${alias}.${by.kind}`,
      };
    case "parameter":
      return {
        table: `main.parameters AS ${alias}`,
        index: "INDEXED BY parameters_by_value",
        // Only damage writes other values. It must not keep a component out of both queries.
        where: `${alias}.name = ? AND typeof(${alias}.value) IN ('real', 'text')`,
        bound: [by.name],
        value: `${alias}.value`,
        key: `${alias}.component`,
        isWhole: false,
      };
    case "metric": {
      const column = METRIC_COLUMNS[by.statistic];
      return {
        table: `main.series AS ${alias}`,
        index: `INDEXED BY series_by_${column}`,
        where: `${alias}.name = ? AND typeof(${alias}.${column}) = 'real'`,
        bound: [by.name],
        value: `${alias}.${column}`,
        key: `${alias}.component`,
        isWhole: false,
      };
    }
  }
}

/** Returns SQL that a column is in a span. */
export function isWithin(column: string, { low, high }: Span): Sql {
  const terms = [
    ...(low ? [`${column} >${low.isOpen ? "" : "="} ?`] : []),
    ...(high ? [`${column} <${high.isOpen ? "" : "="} ?`] : []),
  ];
  return {
    sql: terms.length === 0 ? "1" : terms.join(" AND "),
    bound: [low, high].flatMap((edge) => edge ? [edge.value] : []),
  };
}

/** Returns SQL that the component with this key meets the conditions of a selection. */
export function meetsAll({ conditions, experiment, trial }: Selection, key: string): Sql {
  return and(
    ...conditions.map((condition) => meets(condition, key)),
    ...(trial === undefined ? [] : [{
      sql: `EXISTS (SELECT 1 FROM members AS m WHERE m.component = ${key} AND m.trial = ?)`,
      bound: [trial],
    }]),
    ...(experiment === undefined ? [] : [{
      // A damaged trial may have another parent: its components' records decide.
      sql:
        `EXISTS (SELECT 1 FROM members AS m CROSS JOIN entities AS t ON t.kind = 'trial' AND t.key = m.trial
           WHERE m.component = ${key} AND (t.parent = ? OR NOT EXISTS
             (SELECT 1 FROM entities AS x WHERE x.kind = 'experiment' AND x.key = t.parent)))`,
      bound: [experiment],
    }]),
  );
}

function meets({ by, range }: Condition, key: string): Sql {
  const course = courseOf(by, "q");
  // The plus keeps SQLite from searching all values of an index instead of the component's own.
  const spans = spansOf(by, range).map((span) => isWithin(`+${course.value}`, span));
  const values = spans.map(({ sql }) => `(${sql})`).join(" OR ") || "0";
  return {
    sql:
      `EXISTS (SELECT 1 FROM ${course.table} WHERE ${course.key} = ${key} AND ${course.where} AND (${values}))`,
    bound: [...course.bound, ...spans.flatMap(({ bound }) => bound)],
  };
}

/** Joins conditions by AND. */
export function and(...terms: readonly Sql[]): Sql {
  return {
    sql: terms.length === 0 ? "1" : terms.map(({ sql }) => sql).join(" AND "),
    bound: terms.flatMap(({ bound }) => bound),
  };
}
