/**
 * The parameters of trial components, by which searches walk.
 *
 * @module
 */
import type { Body } from "../entities.ts";
import { parameterValues } from "../parameter_values.ts";
import { everyRow, type Rows } from "./row.ts";

/** Rows that one statement writes: each statement has a cost of its own. */
const ROWS = 16;

/**
 * Writes those parameters of a component that have changed.
 *
 * @param rows Database, in a transaction
 * @param component Key of the component
 * @param before Earlier body of the component; undefined if it is new
 * @param after New body of the component
 */
export function writeParameters(
  rows: Rows,
  component: string,
  before: Body | undefined,
  after: Body,
): void {
  const old = new Map(parameterValues(before ?? {}));
  const changed: (number | string)[][] = [];
  for (const [name, value] of parameterValues(after)) {
    if (old.get(name) !== value) changed.push([component, name, value]);
    old.delete(name);
  }
  for (let from = 0; from < changed.length; from += ROWS) {
    const some = changed.slice(from, from + ROWS);
    const values = some.map(() => "(?, ?, ?)").join(", ");
    rows.run(`INSERT OR REPLACE INTO parameters VALUES ${values}`, ...some.flat());
  }
  for (const name of old.keys()) {
    rows.run("DELETE FROM parameters WHERE component = ? AND name = ?", component, name);
  }
}

/** Returns whether the parameters of a component are those of its body. */
export function areParametersWhole(rows: Rows, component: string, body: unknown): boolean {
  const kept = rows.all(
    "SELECT name, value FROM parameters WHERE component = ? ORDER BY name",
    component,
  ).map(({ name, value }) => [name, value]);
  const wanted = new Map(parameterValues(bodyOf(body)));
  return kept.length === wanted.size &&
    kept.every(([name, value]) => wanted.get(String(name)) === value);
}

/** Removes the parameters of a component. */
export function removeParameters(rows: Rows, component: string): void {
  rows.run("DELETE FROM parameters WHERE component = ?", component);
}

/** Writes the parameters of every component, for a store that is migrated. */
export function fillParameters(rows: Rows): void {
  rows.run("DELETE FROM parameters");
  for (const { kind, key, body } of everyRow(rows, "entities")) {
    if (kind === "component") writeParameters(rows, String(key), undefined, bodyOf(body));
  }
}

/** Returns the body in a row; a damaged one has no parameters, and is reported when it is read. */
export function bodyOf(text: unknown): Body {
  try {
    return Object(JSON.parse(String(text)));
  } catch {
    return {};
  }
}
