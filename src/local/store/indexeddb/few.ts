/**
 * Components that one condition alone selects, if they are few. Reading them is cheaper than a walk
 * that passes over most of an index to find them.
 *
 * @module
 */
import type { Damage } from "../damage.ts";
import type { Entity, EntityKind } from "../entities.ts";
import { spansOf } from "../spans.ts";
import type { Condition, Selection } from "../walk.ts";
import { courseOf, rangeOf } from "./courses.ts";
import { componentsOf, type Row, toReadableEntity } from "./entities.ts";
import type { Transaction } from "./transaction.ts";

/**
 * Returns the components of the first condition that leaves at most `most`; undefined if no
 * condition does. They may not meet the other conditions.
 */
export async function componentsOfFew(
  transaction: Transaction,
  damage: Damage,
  { conditions, experiment, trial }: Selection,
  most: number,
): Promise<readonly Entity[] | undefined> {
  const attempts = [
    ...conditions.map((condition) => () => keysIn(transaction, condition, most)),
    ...(trial === undefined ? [] : [() => componentsOf(transaction, trial, most + 1)]),
    ...(experiment === undefined ? [] : [() => keysOfExperiment(transaction, experiment, most)]),
  ];
  for (const attempt of attempts) {
    const keys = new Set(await attempt());
    if (keys.size > most) continue;
    const rows = [...keys].map((key) => transaction.get<Row>("entities", ["component", key]));
    return (await Promise.all(rows)).flatMap((row) => (row && toReadableEntity(row, damage)) ?? []);
  }
  return undefined;
}

async function keysIn(
  transaction: Transaction,
  { by, range }: Condition,
  most: number,
): Promise<readonly string[]> {
  const { source, members, toEntry } = courseOf(by);
  const rows = await Promise.all(
    spansOf(by, range).map((span) =>
      transaction.all<unknown>(source, rangeOf(transaction, by, members, span), most + 1)
    ),
  );
  return rows.flat().map((row) => toEntry(row).key);
}

async function keysOfExperiment(
  transaction: Transaction,
  experiment: string,
  most: number,
): Promise<readonly string[]> {
  const trials = await transaction.keys<readonly [EntityKind, string]>(
    ["entities", "by_parent"],
    transaction.startingWith(["trial", experiment]),
  );
  const found: string[] = [];
  for (const [, trial] of trials) {
    if (found.length > most) break;
    found.push(...await componentsOf(transaction, trial, most + 1));
  }
  return found;
}
