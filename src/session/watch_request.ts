/**
 * Watches a session's requests: adds context to errors, logs long waits, and rejects answers that did
 * not come from the service. Loaded with the first request.
 *
 * @module
 */
import { explain } from "./explain.ts";
import { checkOutput } from "./outputs.ts";
import { type Callers, Patience } from "./patience.ts";

/** The facts of a request that a session watches. */
export interface WatchedRequest {
  /** AWS operation, such as `CreateExperiment`. */
  readonly operation: string;
  /** Bucket of an S3 request. */
  readonly bucket?: string | undefined;
}

const patience = new WeakMap<Callers, Patience>();

/**
 * Sends a request, logs a long wait, and adds context to an error.
 *
 * @param callers Settings of the session's callers
 * @param config Resolved configuration of the client
 * @param request Operation and bucket, for messages
 * @param send Called to send the request, with all of its attempts
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
  // Every SDK client's configuration has it; a test's may lack it.
  const { region } = config as { readonly region?: () => Promise<string> };
  return typeof region === "function" ? await region().catch(() => undefined) : undefined;
}
