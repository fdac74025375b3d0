/**
 * Observes the attempts of one request, which the AWS SDK's retry hides from its caller. Only the
 * command is extended, so that injected clients stay unchanged. Loaded when a run
 * opens.
 *
 * @module
 */
import { isRunlogError } from "../errors.ts";
import { statusOf } from "./aws_errors.ts";
import { reasonOf as networkReasonOf } from "./network_reason.ts";
import { verdictOf } from "./retry.ts";

/** Remedy for a service that does not answer. */
export const CHECK = "Check the endpoint and the network, or pass a longer timeoutMs";

/** Observes the attempts of requests. */
export interface AttemptObserver {
  /** Observes the attempts of an AWS SDK command, which has not been sent yet. */
  observe(command: unknown, operation: string): void;
}

/** Receives the attempts of requests. */
export interface AttemptReceiver {
  /**
   * Called before an attempt is sent.
   *
   * @param operation AWS operation, such as `UpdateTrialComponent`
   * @param host Host and port that the attempt is sent to
   * @returns The function to call when the attempt has ended; if it failed, with its error and with
   * the reason and remedy in words
   */
  begin(operation: string, host: string): (error?: unknown, reason?: string) => void;
}

type Middleware = (
  next: (args: { readonly request?: unknown }) => Promise<unknown>,
) => (args: { readonly request?: unknown }) => Promise<unknown>;

/** The part of an AWS SDK command that receives middleware. */
interface ExtensibleCommand {
  readonly middlewareStack: { add(middleware: Middleware, options: object): void };
}

/** Reports every attempt of a command to a receiver. */
export function observeAttempts(
  command: unknown,
  operation: string,
  receiver: AttemptReceiver,
): void {
  if (!isExtensible(command)) return;
  const observe: Middleware = (next) => async (args) => {
    const end = receiver.begin(operation, hostOf(args.request));
    try {
      const result = await next(args);
      end();
      return result;
    } catch (error) {
      const { omitCredentials } = await import("./omit_credentials.ts");
      omitCredentials(error);
      end(error, reasonOf(error));
      throw error;
    }
  };
  // Within the retry of the client, and outside the middleware that reads its answers.
  command.middlewareStack.add(observe, {
    name: "runlogAttempts",
    step: "finalizeRequest",
    priority: "low",
  });
}

function isExtensible(command: unknown): command is ExtensibleCommand {
  return typeof command === "object" && command !== null && "middlewareStack" in command;
}

function hostOf(request: unknown): string {
  // The SDK's HTTP request; every member is checked.
  const { hostname, port } = (request ?? {}) as {
    readonly hostname?: string;
    readonly port?: number;
  };
  return port === undefined ? hostname ?? "the service" : `${hostname}:${port}`;
}

/** Words the reason of a failure now, because its message is extended later. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)}. ${CHECK}`;
  const { name, message } = error;
  // Their messages name the reason, and most of them the remedy.
  if (isRunlogError(error)) {
    return `${name}: ${message}${/\. [A-Z]/.test(message) ? "" : `. ${CHECK}`}`;
  }
  const inner = statusOf(error) === undefined ? networkReasonOf(error) : message;
  const isSilent = inner === "" || /^(Unknown|UnknownError)$/.test(inner) || inner === name;
  const words = isSilent ? name : `${name}: ${inner.replace(/\.$/, "")}`;
  const remedy = verdictOf(error) === "throttled"
    ? "Try again later, or send fewer requests at once"
    : CHECK;
  return `${words}. ${remedy}`;
}
