/**
 * Which path asks for what.
 *
 * @module
 */
import type { SessionFacts } from "../wire.ts";
import { json } from "./answers.ts";
import { file, picture, text } from "./files.ts";
import { graph, graphs, histories } from "./metrics.ts";
import { changes, experiments, type Question, run, runs } from "./read.ts";
import { table } from "./table.ts";
import { archive, type Order, removeExperiment, removeRun, update } from "./write.ts";

/** Milliseconds for an answer that comes whole. */
const LONGEST_MS = 120_000;

type Answers<Asked> = (asked: Asked) => Response | Promise<Response>;

// Maps, since a path such as /api/constructor is none.
const QUESTIONS: ReadonlyMap<string, Answers<Question>> = new Map([
  ["changes", changes],
  ["experiments", experiments],
  ["graph", graph],
  ["graphs", graphs],
  ["histories", histories],
  ["run", run],
  ["table", table],
  ["text", text],
]);

/** Answers that are as long as what they are about, and end when the visitor has enough. */
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

/** What answers a question, if there is such a one. */
export function questionOf(
  name: string,
  { session, query, facts }: Pick<Question, "session" | "query"> & { readonly facts: SessionFacts },
): Response | Promise<Response> | undefined {
  if (name === "session") return json(facts);
  const whole = QUESTIONS.get(name);
  if (whole) return whole({ session, query, signal: AbortSignal.timeout(LONGEST_MS) });
  return STREAMS.get(name)?.({ session, query, signal: undefined });
}

/** What carries out an order, if there is such a one. */
export function orderOf(name: string): Answers<Order> | undefined {
  return ORDERS.get(name);
}
