/**
 * Sends commands so that nothing of a request outlives its abort, whoever created the client. Loaded
 * with the first request.
 *
 * @module
 */
import { runtimeName } from "../runtime.ts";

/** The part of an AWS SDK client that sends. */
interface SendingClient {
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  readonly config: object;
}

/**
 * Sends a command. When the signal aborts, the request ends with all of its waits.
 *
 * @param client The session's client, which is not changed
 * @param command An AWS SDK command, which has not been sent yet
 * @param signal Aborts the request
 */
export async function sendCommand(
  client: SendingClient,
  command: object,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  // The port's `send` accepts any command.
  const sent = command as never;
  if (!signal) return await client.send(sent, {});
  // Clients other than the AWS SDK's have neither.
  if (!("retryStrategy" in client.config)) return await client.send(sent, { abortSignal: signal });
  const { hasSignals } = await import("./sdk_retry.ts");
  if (hasSignals(client.config)) return await client.send(sent, { abortSignal: signal });
  const { endRetriesWithSignal } = await import("./command_retry.ts");
  await endRetriesWithSignal(client, command);
  if (!isDeno) return await client.send(sent, { abortSignal: signal });
  const { repeatAbort } = await import("./repeated_abort.ts");
  const repeated = repeatAbort(signal);
  try {
    return await client.send(sent, { abortSignal: repeated.signal });
  } finally {
    repeated.release();
  }
}

const isDeno = runtimeName().startsWith("deno");
