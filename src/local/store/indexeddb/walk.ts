/**
 * Walks in IndexedDB. A walk follows one index from its place, and leaves other conditions to the
 * search, which has to read the component for them anyway.
 *
 * Columns of an index ascend together, so values in descending order have their keys in descending
 * order too: the last group of equal values in a stretch is read again, from its beginning.
 *
 * @module
 */
import type { Damage } from "../damage.ts";
import { parameterValues } from "../parameter_values.ts";
import { beyond, type IndexValue, type Span, spansOf } from "../spans.ts";
import type { Stretch, Walk, Walked, WalkPlace, WalkTables, WalkValue } from "../walk.ts";
import { type Course, courseOf, groupRange, type IndexEntry, rangeOf } from "./courses.ts";
import { type Row, toReadableEntity } from "./entities.ts";
import { componentsOfFew } from "./few.ts";
import { bodyOf } from "./parameters.ts";
import type { SeriesRow } from "./series_row.ts";
import type { Transaction } from "./transaction.ts";

/** Returns walks in a transaction. */
export function walkTables(transaction: Transaction, damage: Damage): WalkTables {
  return {
    components: (walk) => new Stretching(transaction, damage, walk).stretch(),
    few: (selection, most) => componentsOfFew(transaction, damage, selection, most),
  };
}

/** A component to return, and its value. */
interface Place extends Pick<IndexEntry, "key" | "row"> {
  readonly value: WalkValue;
}

/** One stretch of a walk while it is read. */
class Stretching {
  readonly #transaction: Transaction;
  readonly #damage: Damage;
  readonly #walk: Walk;
  readonly #course: Course;
  readonly #places: Place[] = [];
  #scanned = 0;
  #next: WalkPlace | undefined;

  constructor(transaction: Transaction, damage: Damage, walk: Walk) {
    this.#transaction = transaction;
    this.#damage = damage;
    this.#walk = walk;
    this.#course = courseOf(walk.by);
  }

  async stretch(): Promise<Stretch> {
    const { after, within } = this.#walk;
    if (after?.value !== null) await this.#followIndex(after?.value, after?.key);
    if (!this.#course.isWhole && within === undefined && this.#left > 0) {
      await this.#readAbsent(after?.value === null ? after.key : undefined);
    }
    return {
      components: await this.#components(),
      scanned: this.#scanned,
      next: this.#left > 0 ? undefined : this.#next,
    };
  }

  /** Number of entries that may still be scanned. */
  get #left(): number {
    return this.#walk.limit - this.#scanned;
  }

  async #followIndex(value: IndexValue | undefined, key: string | undefined): Promise<void> {
    const { by, descending, within } = this.#walk;
    if (value !== undefined && key !== undefined && by.kind !== "name") {
      await this.#readGroup(value, key);
    }
    const spans = spansOf(by, within);
    for (const span of descending ? spans.toReversed() : spans) {
      const rest = value === undefined ? span : beyond(span, value, descending);
      if (rest && this.#left > 0) await this.#readSpan(rest);
    }
  }

  /** Reads the entries with one value whose keys are after this one. */
  async #readGroup(value: IndexValue, key: string): Promise<void> {
    const { source, members } = this.#course;
    const range = groupRange(this.#transaction, this.#walk.by, members, { value, key });
    this.#pass(await this.#transaction.all<unknown>(source, range, this.#left));
  }

  async #readSpan(span: Span): Promise<void> {
    const { source, members, toEntry } = this.#course;
    const range = rangeOf(this.#transaction, this.#walk.by, members, span);
    if (!this.#walk.descending) {
      return this.#pass(await this.#transaction.all<unknown>(source, range, this.#left));
    }
    const rows = await this.#transaction.last<unknown>(source, range, this.#left);
    if (this.#walk.by.kind === "name") return this.#pass(rows);
    const last = rows.length < this.#left ? undefined : rows.at(-1);
    const open = last === undefined ? undefined : toEntry(last).value;
    const groups = groupsOf(rows, (row) => toEntry(row).value);
    for (const group of groups) {
      if (toEntry(group[0]).value !== open) this.#pass(group.toReversed());
    }
    if (open !== undefined) await this.#readGroup(open, "");
  }

  /** Reads components without the property, by key. */
  async #readAbsent(key: string | undefined): Promise<void> {
    const range = this.#transaction.startingWith(["component"], key);
    const rows = await this.#transaction.all<Row>("entities", range, this.#left);
    const have = await Promise.all(rows.map((row) => this.#hasProperty(row)));
    for (const [index, row] of rows.entries()) {
      if (!have[index]) this.#places.push({ row, key: row.key, value: null });
    }
    this.#scanned += rows.length;
    const last = rows.at(-1);
    if (last) this.#next = { value: null, key: last.key };
  }

  async #hasProperty({ key, body }: Row): Promise<boolean> {
    const { by } = this.#walk;
    if (by.kind === "parameter") {
      return [...parameterValues(bodyOf(body))].some(([name]) => name === by.name);
    }
    if (by.kind !== "metric") return true;
    const series = await this.#transaction.get<SeriesRow>(["series", "by_name"], [key, by.name]);
    return series !== undefined && Number.isFinite(series.last);
  }

  /** Adds the components of entries. */
  #pass(rows: readonly unknown[]): void {
    for (const row of rows) {
      const entry = this.#course.toEntry(row);
      this.#places.push(entry);
      this.#next = { value: entry.value, key: entry.key };
    }
    this.#scanned += rows.length;
  }

  async #components(): Promise<readonly Walked[]> {
    const rows = await Promise.all(
      this.#places.map(({ row, key }) =>
        row ?? this.#transaction.get<Row>("entities", ["component", key])
      ),
    );
    return rows.flatMap((row, index) => {
      // Metrics may outlive their component.
      const entity = row && toReadableEntity(row, this.#damage);
      return entity ? [{ entity, value: this.#places[index]?.value ?? null }] : [];
    });
  }
}

/** Splits a list where the value changes. */
function groupsOf<T>(list: readonly T[], valueOf: (item: T) => IndexValue): readonly T[][] {
  const groups: T[][] = [];
  let value: IndexValue | undefined;
  for (const item of list) {
    const next = valueOf(item);
    const group = groups.at(-1);
    if (group && next === value) group.push(item);
    else groups.push([item]);
    value = next;
  }
  return groups;
}
