/**
 * Sends requests to an MLflow server, and repeats those that the server was too busy for.
 *
 * @module
 */
import type { CallOptions } from "../session/caller.ts";
import { backoffDelay, pause } from "../session/retry.ts";
import { MlflowError } from "./errors.ts";

/** Credentials of a request: a name and password (Basic), or a token (Bearer). */
export type MlflowCredentials =
  | { readonly username: string; readonly password: string }
  | { readonly token: string };

/** Sends a request. */
export type MlflowFetch = (request: Request) => Promise<Response>;

/** Members of a request's body or query. */
type Members = Readonly<Record<string, unknown>>;

/** Statuses that pass, as MLflow's own clients have them. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const MOST_ATTEMPTS = 5;

/** Whether a later attempt may succeed. */
export function mayPass(error: unknown): boolean {
  return error instanceof MlflowError && PASSING.has(error.status);
}

/** Requests to one server. */
export class MlflowClient {
  /** Address of the server, without a slash at its end. */
  readonly uri: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: MlflowFetch;

  constructor(uri: string, credentials: MlflowCredentials | undefined, fetch: MlflowFetch) {
    this.uri = uri.replace(/\/+$/, "");
    this.#headers = credentials ? { authorization: authorizationOf(credentials) } : {};
    this.#fetch = fetch;
  }

  /** Sends a request that may be repeated. */
  async post<Answer>(path: string, body: Members, options: CallOptions): Promise<Answer> {
    return await this.#repeated(() => this.postOnce<Answer>(path, body, options), options);
  }

  /** Sends a request once: its repetition would create a second of its kind. */
  async postOnce<Answer>(path: string, body: Members, options: CallOptions): Promise<Answer> {
    const answer = await this.#send(`/api/2.0/mlflow/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }, options);
    return await this.#json<Answer>(path, answer);
  }

  /** Reads something. */
  async get<Answer>(
    path: string,
    query: Readonly<Record<string, string>>,
    options: CallOptions,
  ): Promise<Answer> {
    return await this.#repeated(async () => {
      const url = `/api/2.0/mlflow/${path}?${new URLSearchParams(query)}`;
      return await this.#json<Answer>(path, await this.#send(url, { method: "GET" }, options));
    }, options);
  }

  /** Stores a file through the server. `open` is called once for each attempt. */
  async putFile(
    path: string,
    open: () => Promise<BodyInit>,
    options: CallOptions,
  ): Promise<void> {
    await this.#repeated(async () => {
      // Runtimes want `duplex` for a stream; the types of `fetch` lack it.
      const init: RequestInit & { readonly duplex: "half" } = {
        method: "PUT",
        body: await open(),
        duplex: "half",
      };
      const answer = await this.#send(`/api/2.0/mlflow-artifacts/artifacts/${path}`, init, options);
      // The answer to a stored file is empty.
      if (answer.ok) await answer.body?.cancel();
      else await this.#json(path, answer);
    }, options);
  }

  /** Reads a file of a run through the server, wherever the server keeps it. */
  async getFile(
    runId: string,
    path: string,
    options: CallOptions,
  ): Promise<Uint8Array<ArrayBuffer>> {
    return await this.#repeated(async () => {
      const query = new URLSearchParams({ run_uuid: runId, path });
      const answer = await this.#send(`/get-artifact?${query}`, { method: "GET" }, options);
      if (!answer.ok) return await this.#json<never>(path, answer);
      return new Uint8Array(await answer.arrayBuffer());
    }, options);
  }

  async #send(path: string, init: RequestInit, { signal }: CallOptions): Promise<Response> {
    const headers = { ...this.#headers, ...init.headers };
    return await this.#fetch(
      new Request(this.uri + path, { ...init, headers, signal: signal ?? null }),
    );
  }

  async #json<Answer>(path: string, answer: Response): Promise<Answer> {
    const text = await answer.text();
    const parsed = parsedOf(text);
    const action = `send "${path}" to ${this.uri}`;
    if (parsed === undefined) {
      const reason = "Its body is not JSON: check that this is the address of an MLflow server";
      throw new MlflowError(action, answer.status, undefined, reason);
    }
    // Members of the answer as MLflow's protocol defines them.
    if (answer.ok) return parsed as Answer;
    const { error_code: code, message } = parsed;
    throw new MlflowError(
      action,
      answer.status,
      typeof code === "string" ? code : undefined,
      String(message ?? "").split("\n")[0] ?? "",
    );
  }

  async #repeated<T>(work: () => Promise<T>, { signal }: CallOptions): Promise<T> {
    for (let failures = 1;; failures++) {
      try {
        return await work();
      } catch (error) {
        if (failures >= MOST_ATTEMPTS || !mayPass(error)) throw error;
        await pause(backoffDelay(failures, undefined, Math.random()), signal);
      }
    }
  }
}

function authorizationOf(credentials: MlflowCredentials): string {
  if ("token" in credentials) return `Bearer ${credentials.token}`;
  const bytes = new TextEncoder().encode(`${credentials.username}:${credentials.password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function parsedOf(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    // An object's members are checked where they are read.
    if (typeof parsed === "object" && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // A page of another server.
  }
  return undefined;
}
