/**
 * Maps paths to their handlers.
 *
 * @module
 */
import type { SessionFacts } from "../wire.ts";
import { json } from "./answers.ts";
import { file, picture, text } from "./files.ts";
import { lineage } from "./lineage.ts";
import { graph, graphs, histories } from "./metrics.ts";
import { changes, experiments, type Question, run, runs } from "./read.ts";
import { table } from "./table.ts";
import { archive, type Order, removeExperiment, removeRun, update } from "./write.ts";

/** Longest time for a response that is not streamed, in milliseconds. */
const LONGEST_MS = 120_000;

type Answers<Asked> = (asked: Asked) => Response | Promise<Response>;

// Maps, since /api/constructor must not be a path.
const QUESTIONS: ReadonlyMap<string, Answers<Question>> = new Map([
  ["changes", changes],
  ["experiments", experiments],
  ["graph", graph],
  ["graphs", graphs],
  ["histories", histories],
  ["lineage", lineage],
  ["run", run],
  ["table", table],
  ["text", text],
]);

/** Handlers that stream responses of any length, until the browser stops reading. */
const STREAMS: ReadonlyMap<string, Answers<Question>> = new Map<string, Answers<Question>>([
  ["file", file],
  ["picture", picture],
  ["runs", runs],
]);

const ORDERS: ReadonlyMap<string, Answers<Order>> = new Map([
  ["archive", archive],
  ["delete-experiment", removeExperiment],
  ["delete-run", removeRun],
  ["update", update],
]);

/** Returns the response to a read; undefined if the name is unknown. */
export function questionOf(
  name: string,
  { session, query, facts }: Pick<Question, "session" | "query"> & { readonly facts: SessionFacts },
): Response | Promise<Response> | undefined {
  if (name === "session") return json(facts);
  const whole = QUESTIONS.get(name);
  if (whole) return whole({ session, query, signal: AbortSignal.timeout(LONGEST_MS) });
  return STREAMS.get(name)?.({ session, query, signal: undefined });
}

/** Returns the handler of a write; undefined if the name is unknown. */
export function orderOf(name: string): Answers<Order> | undefined {
  return ORDERS.get(name);
}
