/**
 * Turns the answer of a service in this process that its store is full into the store's own error. The
 * AWS SDK, which carries the answers about files, has no errors of a store.
 *
 * @module
 */
import type { StoreLocation } from "../ports/store_notes.ts";
import { codeOf } from "../session/aws_errors.ts";
import type { Caller } from "../session/caller.ts";
import type { SessionCallers } from "../session/session.ts";

/** Code of the answer of a service whose store is full. */
const FULL = "InsufficientStorage";

/** Returns callers that throw a `StoreFullError` when the store is full. */
export function withStoreErrors(
  { sagemaker, s3 }: SessionCallers,
  location: StoreLocation | undefined,
): SessionCallers {
  return location
    ? { sagemaker: rethrowing(sagemaker, location), s3: rethrowing(s3, location) }
    : { sagemaker, s3 };
}

function rethrowing<Commands>(
  caller: Caller<Commands>,
  location: StoreLocation,
): Caller<Commands> {
  const thrown = async (cause: unknown): Promise<never> => {
    if (codeOf(cause) !== FULL) throw cause;
    const { StoreFullError } = await import("../local/store/errors.ts");
    throw new StoreFullError(location.path, location.kind, { cause });
  };
  return {
    ...caller,
    call: (operation, input, options) => caller.call(operation, input, options).catch(thrown),
    watch: (request, send) => caller.watch(request, send).catch(thrown),
  };
}
