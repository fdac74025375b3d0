/**
 * Calls AWS operations by name on an injected client. Loads the SDK's commands on first use.
 *
 * @module
 */
import type { AttemptObserver } from "./attempt_observer.ts";
import { SessionError } from "./session_error.ts";
import type { Callers } from "./patience.ts";
import type { WatchedRequest } from "./watch_request.ts";

/**
 * The part of an AWS SDK v3 client that runlog uses: `send`, and the resolved `config` for its own
 * requests. Clients of any minor version match.
 */
export interface AwsClient {
  /** Sends a command. */
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
  /** The resolved configuration. */
  readonly config: object;
}

/** A map from operation names to AWS SDK command classes. */
export type CommandMap<Commands> = {
  readonly [O in keyof Commands]: new (input: never) => unknown;
};

/** The request members of an AWS SDK command class. */
export type InputOf<Command> = Command extends new (...args: infer Args) => unknown
  ? Exclude<Args, []>[0]
  : never;

/** The response members of an AWS SDK command class. */
export type OutputOf<Command> = Command extends new (input: never) => {
  resolveMiddleware(...args: never[]): (request: never) => Promise<{ output: infer Output }>;
} ? Output
  : never;

/** Options of a call. */
export interface CallOptions {
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined;
  /** Receives every attempt, including those of the client's own retry. */
  readonly attempts?: AttemptObserver | undefined;
}

/** One service, called by operation name. */
export interface Caller<Commands> {
  /** Returns the client. */
  client(): Promise<AwsClient>;
  /**
   * Passes the client to a function before anyone gets it, now or when it is created. Absent if
   * the caller does not support it.
   */
  onClient?(prepare: (client: AwsClient) => void): void;
  /**
   * Sends one request.
   *
   * @throws {SessionError} If the session has no such client, or there are no credentials
   * @throws If the service rejects the request or cannot be reached, with the AWS SDK's error
   */
  call<O extends keyof Commands>(
    operation: O,
    input: InputOf<Commands[O]>,
    options?: CallOptions,
  ): Promise<OutputOf<Commands[O]>>;
  /**
   * Watches a request that is sent without `call`. Its error names the operation, and a long wait is
   * logged.
   */
  watch<T>(request: WatchedRequest, send: () => Promise<T>): Promise<T>;
}

/** Creates a caller for a client, or for a function that creates the client on first use. */
export function createCaller<Commands extends CommandMap<Commands>>(
  service: string,
  client: AwsClient | (() => AwsClient | Promise<AwsClient>) | undefined,
  loadCommands: () => Promise<Commands>,
  callers: Callers,
): Caller<Commands> {
  let made: AwsClient | undefined;
  let making: Promise<AwsClient> | undefined;
  const preparations = new Set<(client: AwsClient) => void>();
  const getClient = (): Promise<AwsClient> =>
    making ??= makeClient(service, client).then((client) => {
      for (const prepare of preparations) prepare(client);
      return made = client;
    });
  const watch: Caller<Commands>["watch"] = async (request, send) => {
    const [{ watchRequest }, client] = await Promise.all([
      import("./watch_request.ts"),
      getClient(),
    ]);
    return await watchRequest(callers, client.config, request, async () => {
      try {
        return await send();
      } catch (error) {
        const { explainFailure } = await import("./explain_failure.ts");
        throw await explainFailure(error, client);
      }
    });
  };
  return {
    client: getClient,
    onClient(prepare) {
      if (preparations.has(prepare)) return;
      preparations.add(prepare);
      if (made) prepare(made);
    },
    watch,
    async call(operation, input, options) {
      const [awsClient, commands, { sendCommand }] = await Promise.all([
        getClient(),
        loadCommands(),
        import("./send_command.ts"),
      ]);
      // The map pairs each name with its own command, which TypeScript cannot follow through the
      // generic: the input is this command's, and the answer is too.
      const command = new commands[operation](input as never) as object;
      const { signal, attempts } = options ?? {};
      attempts?.observe(command, String(operation));
      const { Bucket: bucket } = input as { readonly Bucket?: string };
      const request = { operation: String(operation), bucket };
      return await watch(
        request,
        () => sendCommand(awsClient, command, signal),
      ) as OutputOf<Commands[typeof operation]>;
    },
  };
}

function makeClient(
  service: string,
  client: AwsClient | (() => AwsClient | Promise<AwsClient>) | undefined,
): Promise<AwsClient> {
  if (client === undefined) {
    return Promise.reject(
      new SessionError(`Cannot call ${service}: the session was created without a client for it`),
    );
  }
  return Promise.resolve(typeof client === "function" ? client() : client);
}
