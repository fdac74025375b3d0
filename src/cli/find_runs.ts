/**
 * Finding the runs that a command line means: the search finds those, or more, and each is held against
 * the conditions.
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

/** What is looked for. */
export interface RunQuery {
  readonly experimentName: string;
  /** Typed conditions. */
  readonly where?: readonly string[] | undefined;
  /** A condition of the command's own, which says that runs have what they are sorted by. */
  readonly condition?: RunCondition | undefined;
  /** A typed property; creation without one. */
  readonly sortBy?: string | undefined;
  readonly sortOrder?: "ascending" | "descending" | undefined;
  readonly maxResults?: number | undefined;
  readonly includeArchived?: boolean | undefined;
}

/**
 * The runs that are meant, in their order. Names that no run has are told.
 *
 * @throws {UsageError} when a condition or the order cannot be read
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

/** Whether any run has a property; a run's own needs no question. */
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
