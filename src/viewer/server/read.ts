/**
 * Serves experiments and runs to the page.
 *
 * @module
 */
import {
  getRun,
  listExperiments,
  listRuns,
  type RunRecord,
  searchRuns,
  type Session,
} from "../../../mod.ts";
import { answer, json, Refusal } from "./answers.ts";
import { failureFacts } from "./failure.ts";

/** A request that reads. */
export interface Question {
  /** Session to read from. */
  readonly session: Session;
  /** Query parameters of the URL. */
  readonly query: URLSearchParams;
  /** Aborts the request. */
  readonly signal: AbortSignal | undefined;
}

/** Most open runs that a request for changes may name. */
const MOST_NAMED = 20;

/** Most changed runs in a response; the next response contains the rest. */
const MOST_CHANGED = 500;

/** Returns a required query parameter. */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value === "") throw new Refusal(400, `The address must contain "${name}"`);
  return value;
}

/** Returns the names of the run in a URL. */
export function namesIn(query: URLSearchParams) {
  return { experimentName: required(query, "experiment"), runName: required(query, "run") };
}

/** Sends all experiments. */
export async function experiments({ session, signal }: Question): Promise<Response> {
  return json(await Array.fromAsync(listExperiments({ session, signal })));
}

/** Sends one run. */
export async function run({ session, query, signal }: Question): Promise<Response> {
  return json(await getRun(namesIn(query), { session, signal }));
}

/** Sends all runs of an experiment as JSON lines, as they are found. */
export function runs({ session, query }: Question): Response {
  const experimentName = required(query, "experiment");
  const includeArchived = query.has("archived");
  const ended = new AbortController();
  const { signal } = ended;
  const listing = listRuns({ experimentName, includeArchived, session, signal }).pages();
  const pages = listing[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const line = (value: unknown): string => `${JSON.stringify(value)}\n`;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await pages.next();
        if (done) return controller.close();
        controller.enqueue(encoder.encode(value.items.map(line).join("")));
      } catch (error) {
        controller.enqueue(encoder.encode(line(failureFacts(error))));
        controller.close();
      }
    },
    cancel: () => ended.abort(),
  });
  return answer(body, 200, { "content-type": "application/x-ndjson; charset=utf-8" });
}

/**
 * Sends the runs that have changed since an instant. It also sends the open runs that the page
 * names, because new points do not change a run's record.
 */
export async function changes({ session, query, signal }: Question): Promise<Response> {
  const experimentName = required(query, "experiment");
  const since = new Date(required(query, "since"));
  if (Number.isNaN(since.getTime())) throw new Refusal(400, '"since" must be a time');
  const found = new Map<string, RunRecord>();
  const changed = searchRuns({
    experimentName,
    where: { lastModifiedTime: { gte: since } },
    sortBy: "lastModifiedTime",
    sortOrder: "ascending",
    includeArchived: query.has("archived"),
    maxResults: MOST_CHANGED,
    session,
    signal,
  });
  for await (const run of changed) found.set(run.runName, run);
  const open = query.getAll("run").slice(0, MOST_NAMED).filter((name) => !found.has(name));
  const read = await Promise.allSettled(
    open.map((runName) => getRun({ experimentName, runName }, { session, signal })),
  );
  // A run that was deleted in the meantime has no changes.
  for (const one of read) {
    if (one.status === "fulfilled") found.set(one.value.runName, one.value);
  }
  return json([...found.values()]);
}
