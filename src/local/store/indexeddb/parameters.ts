/**
 * The parameters of trial components, by which searches walk.
 *
 * @module
 */
import type { Body } from "../entities.ts";
import { parameterValues } from "../parameter_values.ts";
import type { Transaction } from "./transaction.ts";

/** A row of `parameters`. Each entry is a key of the index by value. */
export interface ParametersRow {
  readonly component: string;
  readonly entries: readonly ParameterEntry[];
}

/** Name, value and component. */
export type ParameterEntry = readonly [name: string, order: ValueOrder, component: string];

/** A number, or text as bytes: IndexedDB sorts strings by UTF-16, and numbers before bytes. */
export type ValueOrder = number | Uint8Array;

/** Number of components whose parameters are written at once in an upgrade. */
const AT_ONCE = 1_000;

/** Returns the form in which the index sorts a value. */
export function orderOf(value: number | string): ValueOrder {
  return typeof value === "number" ? value : new TextEncoder().encode(value);
}

/** Returns the value in the index. Lone surrogates, which UTF-8 does not have, are replaced. */
export function valueOf(order: ValueOrder): number | string {
  if (typeof order === "number") return order;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(order);
}

/**
 * Writes the parameters of a component if they have changed.
 *
 * @param before Earlier body of the component; undefined if it is new
 */
export async function writeParameters(
  transaction: Transaction,
  component: string,
  before: Body | undefined,
  after: Body,
): Promise<void> {
  const [old, entries] = [before ?? {}, after].map((body) =>
    [...parameterValues(body)].map(([name, value]) => [name, orderOf(value), component] as const)
  );
  if (before && JSON.stringify(old) === JSON.stringify(entries)) return;
  await transaction.put("parameters", { component, entries });
}

/** Writes the parameters of every component, in the upgrade of an older database. */
export async function fillParameters(transaction: Transaction): Promise<void> {
  let after: string | undefined;
  do {
    const range = transaction.startingWith(["component"], after);
    const rows = await transaction.all<{ readonly key: string; readonly body: string }>(
      "entities",
      range,
      AT_ONCE,
    );
    await Promise.all(
      rows.map(({ key, body }) => writeParameters(transaction, key, undefined, bodyOf(body))),
    );
    after = rows.at(-1)?.key;
  } while (after !== undefined);
}

/** Returns the body in a row; a damaged one has no parameters, and is reported when it is read. */
export function bodyOf(text: string): Body {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
