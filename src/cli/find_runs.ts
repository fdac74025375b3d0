/**
 * Finds the runs that a command line selects. The search returns those runs or more; each result is
 * then checked against the conditions.
 *
 * @module
 */
import { type RunFilter, type RunRecord, searchRuns, type Session } from "../../mod.ts";
import { meets, type RunCondition } from "../text/condition.ts";
import { sortRuns } from "../text/order.ts";
import { type TypedProperty, unknownText } from "../text/property.ts";
import { firstValueOf } from "../text/run_values.ts";
import type { Context } from "./context.ts";
import { readOrder, readWhere, searchProperty, toSearchPart } from "./where.ts";

/** Selection and order of runs. */
export interface RunQuery {
  readonly experimentName: string;
  /** Conditions, as typed. */
  readonly where?: readonly string[] | undefined;
  /** Condition that the command adds: runs must have a value to sort by. */
  readonly condition?: RunCondition | undefined;
  /** Property to sort by, as typed; the creation time if undefined. */
  readonly sortBy?: string | undefined;
  readonly sortOrder?: "ascending" | "descending" | undefined;
  readonly maxResults?: number | undefined;
  readonly includeArchived?: boolean | undefined;
}

/**
 * Returns the selected runs in order. Prints a message for each name that no run has.
 *
 * @throws {UsageError} If a condition or the order cannot be read
 */
export async function findRuns(
  { messages, signal }: Pick<Context, "messages" | "signal">,
  session: Session,
  query: RunQuery,
): Promise<readonly RunRecord[]> {
  const { condition: typed, properties } = readWhere(query.where ?? []);
  const condition: RunCondition = query.condition
    ? { kind: "all", of: [typed, query.condition] }
    : typed;
  const order = readOrder(query.sortBy ?? "creationTime");
  const found = await search(session, signal, { ...query, condition, order });
  const { experimentName, includeArchived } = query;
  const findOne = (where: RunFilter): AsyncIterable<RunRecord> =>
    searchRuns({ experimentName, includeArchived, where, maxResults: 1, session, signal });
  for (const property of query.condition ? properties : [...properties, order]) {
    const isKnown = found.some((run) => firstValueOf(run, property) !== undefined) ||
      await isAnywhere(property, findOne);
    if (!isKnown) messages.line(unknownText(property));
  }
  return found;
}

interface Search extends Omit<RunQuery, "where" | "sortBy"> {
  readonly condition: RunCondition;
  readonly order: TypedProperty;
}

async function search(
  session: Session,
  signal: AbortSignal,
  { condition, order, maxResults = Infinity, sortOrder, ...query }: Search,
): Promise<readonly RunRecord[]> {
  const { where, isWhole } = toSearchPart(condition);
  const [property, ...others] = order.of;
  const sortBy = property && others.length === 0 ? searchProperty(property) : undefined;
  const { experimentName, includeArchived } = query;
  const runs: RunRecord[] = [];
  const found = searchRuns({
    experimentName,
    includeArchived,
    where,
    sortBy,
    sortOrder,
    maxResults: isWhole && sortBy !== undefined ? maxResults : undefined,
    session,
    signal,
  });
  for await (const run of found) {
    if (!meets(run, condition)) continue;
    runs.push(run);
    if (sortBy !== undefined && runs.length >= maxResults) break;
  }
  return sortBy === undefined
    ? sortRuns(runs, order, sortOrder ?? "descending").slice(0, maxResults)
    : runs;
}

/** Checks whether any run has a property. A built-in property needs no request. */
async function isAnywhere(
  { of }: TypedProperty,
  findOne: (where: RunFilter) => AsyncIterable<RunRecord>,
): Promise<boolean> {
  if (of.some(({ kind }) => kind === "own")) return true;
  const or = of.flatMap((property) =>
    toSearchPart({ kind: "exists", property, exists: true }).where ?? []
  );
  for await (const _ of findOne({ or })) return true;
  return false;
}
