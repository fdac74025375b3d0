/**
 * The model: a store as maps and lists, without indexes, pages of a database or caches. It states AWS's
 * rules by itself and imports nothing of `src`, so that the two can disagree.
 */
import { LIBRARY } from "./library.ts";
import { LINEAGE } from "./lineage.ts";
import { LINKS } from "./links.ts";
import { OBJECTS } from "./objects.ts";
import type { Members, Plain } from "./plain.ts";
import { getMetrics, putMetrics } from "./points.ts";
import { type Operation, RECORDS } from "./records.ts";
import { checkRequest } from "./rules.ts";
import { search } from "./search.ts";
import { Refused, type State } from "./state.ts";

/** An answer: what it has, or AWS's code of the error. */
export type Answer = { readonly output: Plain } | { readonly error: string };

const AWS: Readonly<Record<string, Operation>> = {
  ...RECORDS,
  ...LINKS,
  ...LINEAGE,
  Search: search,
  BatchPutMetrics: putMetrics,
  BatchGetMetrics: getMetrics,
};

/** The answer to a request or to a call of the library, which changes the state as it should. */
export function answer(state: State, name: string, input: Members): Answer {
  try {
    const operation = AWS[name];
    if (operation) {
      checkRequest(name, input);
      return { output: operation(state, input) };
    }
    const other = OBJECTS[name] ?? LIBRARY[name];
    if (!other) throw new Error(`The model does not know ${name}`);
    return { output: other(state, input) };
  } catch (error) {
    if (error instanceof Refused) return { error: error.code };
    throw error;
  }
}
