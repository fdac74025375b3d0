/**
 * Components that one condition alone selects, if they are few. Reading them is cheaper than a walk
 * that passes over most of an index to find them.
 *
 * @module
 */
import type { Entity } from "../entities.ts";
import type { Condition, Selection } from "../walk.ts";
import { spansOf } from "../spans.ts";
import { courseOf, isWithin } from "./courses.ts";
import type { Database } from "./database.ts";
import { toReadableEntity } from "./entity_row.ts";
import { COLUMNS, type Row } from "./row.ts";

/**
 * Returns the components of the first condition that leaves at most `most`; undefined if no
 * condition does. They may not meet the other conditions.
 */
export function componentsOfFew(
  database: Database,
  { conditions, experiment, trial }: Selection,
  most: number,
): readonly Entity[] | undefined {
  const attempts = [
    ...conditions.map((condition) => () => keysIn(database, condition, most)),
    ...(trial === undefined ? [] : [() => keysOfTrial(database, trial, most)]),
    ...(experiment === undefined ? [] : [() => keysOfExperiment(database, experiment, most)]),
  ];
  for (const attempt of attempts) {
    const keys = attempt();
    if (keys) return [...keys].flatMap((key) => componentOf(database, key) ?? []);
  }
  return undefined;
}

type Keys = ReadonlySet<string> | undefined;

function keysIn(database: Database, { by, range }: Condition, most: number): Keys {
  const { table, index, where, bound, value, key } = courseOf(by, "w");
  const rows = spansOf(by, range).flatMap((span) => {
    const values = isWithin(value, span);
    return database.all(
      `SELECT ${key} AS key FROM ${table} ${index} WHERE ${where} AND ${values.sql} LIMIT ?`,
      ...bound,
      ...values.bound,
      most + 1,
    );
  });
  return atMost(most, rows);
}

function keysOfTrial(database: Database, trial: string, most: number): Keys {
  const sql = "SELECT component AS key FROM members WHERE trial = ? LIMIT ?";
  return atMost(most, database.all(sql, trial, most + 1));
}

const IN_TRIALS = `SELECT m.component AS key FROM entities AS t INDEXED BY entities_by_parent
  CROSS JOIN members AS m ON m.trial = t.key WHERE t.kind = 'trial' AND t.parent`;

/** Parents of trials, each found from the one before, that are no experiments. */
const ORPHANS = `WITH RECURSIVE parents(key) AS (
    SELECT min(parent) FROM entities WHERE kind = 'trial'
    UNION ALL SELECT (SELECT min(parent) FROM entities WHERE kind = 'trial' AND parent > parents.key)
      FROM parents WHERE parents.key IS NOT NULL)
  SELECT key FROM parents WHERE key IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM entities AS x WHERE x.kind = 'experiment' AND x.key = parents.key)`;

function keysOfExperiment(database: Database, experiment: string, most: number): Keys {
  const limit = most + 1;
  const own = database.all(`${IN_TRIALS} = ? LIMIT ?`, experiment, limit);
  if (own.length > most) return undefined;
  // A damaged trial may have another parent: its components' records decide.
  const others = [
    ...database.all(`${IN_TRIALS} IN (${ORPHANS}) LIMIT ?`, limit),
    ...database.all(`${IN_TRIALS} IS NULL LIMIT ?`, limit),
  ];
  return atMost(most, [...own, ...others]);
}

function atMost(most: number, rows: readonly Row[]): Keys {
  return rows.length > most ? undefined : new Set(rows.map(({ key }) => String(key)));
}

function componentOf(database: Database, key: string): Entity | undefined {
  const row = database.get(
    `SELECT ${COLUMNS.entities} FROM entities WHERE kind = 'component' AND key = ?`,
    key,
  );
  return row && toReadableEntity(database, row);
}
