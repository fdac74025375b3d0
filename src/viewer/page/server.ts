/// <reference lib="dom" />
/**
 * Questions and orders to the server.
 *
 * @module
 */
import {
  type ArtifactQuery,
  type FailureFacts,
  type RunFacts,
  type SessionFacts,
  WRITE_HEADER,
} from "../wire.ts";
import type { Place } from "./address.ts";

/** The server could not do what it was asked, or was not reached. */
export class ServerError extends Error {
  override name = "ServerError";
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** The address of a question. */
export function addressOf(path: string, query: Place = {}): string {
  const found = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values ?? []].flat()) found.append(name, value);
  }
  return `/api/${path}?${found}`;
}

/** The address of a file of a run's: to be kept, as a picture, or its text. */
export function fileAddress(as: "file" | "picture" | "text", query: ArtifactQuery): string {
  return addressOf(as, { ...query });
}

/**
 * Asks the server.
 *
 * @throws {ServerError} when it has no answer
 */
export async function ask<Answer>(address: string, signal: AbortSignal): Promise<Answer> {
  return await (await send(address, { signal })).json();
}

/**
 * Tells the server to change something.
 *
 * @throws {ServerError} when it does not
 */
export async function order<Answer = unknown>(path: string, body: object): Promise<Answer> {
  const { writeToken } = await ask<SessionFacts>(addressOf("session"), AbortSignal.timeout(10_000));
  const headers = { "content-type": "application/json", [WRITE_HEADER]: writeToken };
  const request = { method: "POST", headers, body: JSON.stringify(body) };
  return await (await send(`/api/${path}`, request)).json();
}

/** Shows the server the token; from then on this browser is known. */
export async function signIn(token: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  await send("/api/sign-in", { method: "POST", headers, body: JSON.stringify({ token }) });
}

/**
 * The runs of an experiment as they are found.
 *
 * @throws {ServerError} when the server fails on the way
 */
export async function* listRuns(
  query: Place,
  signal: AbortSignal,
): AsyncGenerator<readonly RunFacts[]> {
  const { body } = await send(addressOf("runs", query), { signal });
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = "";;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = `${rest}${value}`.split("\n");
    rest = lines.pop() ?? "";
    const found = lines.map((line): RunFacts | FailureFacts => JSON.parse(line));
    const runs = found.filter((one): one is RunFacts => !("error" in one));
    if (runs.length > 0) yield runs;
    const failure = found.find((one): one is FailureFacts => "error" in one);
    if (failure) throw new ServerError(502, failure.error.message);
  }
}

async function send(address: string, init: RequestInit): Promise<Response> {
  const response = await fetch(address, init).catch((cause) => {
    if (init.signal?.aborted) throw cause;
    throw new ServerError(0, "The viewer's server does not answer. Is it still running?", {
      cause,
    });
  });
  if (response.ok) return response;
  const { error }: Partial<FailureFacts> = await response.json().catch(() => ({}));
  throw new ServerError(response.status, error?.message ?? `The server said ${response.status}`);
}
