/**
 * The parameters of trial components, by which searches walk.
 *
 * @module
 */
import type { Body } from "../entities.ts";
import { jsonText } from "../json_text.ts";
import { everyRow, type Rows } from "./row.ts";

/**
 * Writes the parameters of a component if they have changed.
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
  const [old, now] = [before, after].map((body) => jsonText(body?.["Parameters"] ?? {}));
  if (old === now) return;
  if (before) removeParameters(rows, component);
  for (const [name, value] of valuesOf(after)) {
    rows.run("INSERT OR REPLACE INTO parameters VALUES (?, ?, ?)", component, name, value);
  }
}

/** Returns whether the parameters of a component are those of its body. */
export function areParametersWhole(rows: Rows, component: string, body: unknown): boolean {
  const kept = rows.all(
    "SELECT name, value FROM parameters WHERE component = ? ORDER BY name",
    component,
  ).map(({ name, value }) => [name, value]);
  const wanted = new Map(valuesOf(bodyOf(body)));
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
function bodyOf(text: unknown): Body {
  try {
    return Object(JSON.parse(String(text)));
  } catch {
    return {};
  }
}

function* valuesOf(body: Body): Generator<readonly [name: string, value: number | string]> {
  for (const [name, parameter] of Object.entries(Object(body["Parameters"]))) {
    const { NumberValue, StringValue }: Record<string, unknown> = Object(parameter);
    const value = typeof NumberValue === "number" ? NumberValue : StringValue;
    if (typeof value === "number" || typeof value === "string") yield [name, value];
  }
}
