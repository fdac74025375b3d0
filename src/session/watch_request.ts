/**
 * Watches a session's requests: what fails says what it was, what takes long is told, and what is no
 * answer does not count. Loaded with the first request. Browser-safe.
 *
 * @module
 */
import { explain } from "./explain.ts";
import { checkOutput } from "./outputs.ts";
import { type Callers, Patience } from "./patience.ts";

/** A request that is watched. */
export interface WatchedRequest {
  /** The operation. */
  readonly operation: string;
  /** The bucket it is about. */
  readonly bucket?: string | undefined;
}

const patience = new WeakMap<Callers, Patience>();

/**
 * Sends a request and watches it.
 *
 * @param callers Of the session
 * @param config The client's resolved configuration
 * @param request What it is
 * @param send Sends it, with all of its attempts
 */
export async function watchRequest<T>(
  callers: Callers,
  config: object,
  request: WatchedRequest,
  send: () => Promise<T>,
): Promise<T> {
  const { operation } = request;
  const started = performance.now();
  let own = patience.get(callers);
  if (!own) patience.set(callers, own = new Patience(callers));
  try {
    return await own.watch(operation, async () => {
      const output = await send();
      checkOutput(callers.place, operation, output);
      return output;
    });
  } catch (error) {
    const tookMs = performance.now() - started;
    explain(error, { ...request, tookMs, region: await regionOf(config) });
    throw error;
  }
}

async function regionOf(config: object): Promise<string | undefined> {
  // What every client of the SDK's resolves to; one of a test's may lack it.
  const { region } = config as { readonly region?: () => Promise<string> };
  return typeof region === "function" ? await region().catch(() => undefined) : undefined;
}
