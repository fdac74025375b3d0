/// <reference lib="dom" />
/**
 * Sends requests to the viewer's server.
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

/** The server rejected a request, or could not be reached. */
export class ServerError extends Error {
  override name = "ServerError";
  /** HTTP status; 0 if there was no response. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Returns the URL of a read. */
export function addressOf(path: string, query: Place = {}): string {
  const found = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values ?? []].flat()) found.append(name, value);
  }
  return `/api/${path}?${found}`;
}

/** Returns the URL of a run's file: as a download, an image or text. */
export function fileAddress(as: "file" | "picture" | "text", query: ArtifactQuery): string {
  return addressOf(as, { ...query });
}

/**
 * Reads from the server.
 *
 * @throws {ServerError} If the server fails or cannot be reached
 */
export async function ask<Answer>(address: string, signal: AbortSignal): Promise<Answer> {
  return await (await send(address, { signal })).json();
}

/**
 * Sends a change to the server.
 *
 * @throws {ServerError} If the server fails or cannot be reached
 */
export async function order<Answer = unknown>(path: string, body: object): Promise<Answer> {
  const { writeToken } = await ask<SessionFacts>(addressOf("session"), AbortSignal.timeout(10_000));
  const headers = { "content-type": "application/json", [WRITE_HEADER]: writeToken };
  const request = { method: "POST", headers, body: JSON.stringify(body) };
  return await (await send(`/api/${path}`, request)).json();
}

/** Signs this browser in with the token. */
export async function signIn(token: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  await send("/api/sign-in", { method: "POST", headers, body: JSON.stringify({ token }) });
}

/**
 * Reads the runs of an experiment as they are found.
 *
 * @throws {ServerError} If the server fails before all runs are read
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
    throw new ServerError(0, "Cannot reach the viewer's server: check that it is running", {
      cause,
    });
  });
  if (response.ok) return response;
  const { error }: Partial<FailureFacts> = await response.json().catch(() => ({}));
  throw new ServerError(
    response.status,
    error?.message ?? `The server responded with status ${response.status}`,
  );
}
