/**
 * Defines the options that reach an MLflow server, and opens a client with them.
 *
 * @module
 */
import { either, FUNCTION, recordOf, required, TEXT } from "../kinds.ts";
import type { OptionKinds } from "../options.ts";
import { MlflowClient, type MlflowCredentials, type MlflowFetch } from "./client.ts";

/** Options that reach an MLflow server. */
export interface MlflowServerOptions {
  /** Address of the server, such as `http://127.0.0.1:5000`. */
  readonly uri: string;
  /**
   * Name and password, or token.
   * @default none
   */
  readonly credentials?: MlflowCredentials | undefined;
  /**
   * Sends the requests.
   * @default the runtime's `fetch`
   */
  readonly fetch?: MlflowFetch | undefined;
}

/** The kinds of these options. */
export const SERVER_OPTIONS: OptionKinds<MlflowServerOptions> = {
  uri: required({
    rule: "be an http or https address",
    allows: (value) => typeof value === "string" && /^https?:$/.test(new URL(value).protocol),
  }),
  credentials: either(
    recordOf("have a username and a password", { username: TEXT, password: TEXT }),
    recordOf("have a token", { token: TEXT }),
  ),
  fetch: FUNCTION,
};

/** Returns a client, from checked options. */
export function clientOf(
  { uri, credentials, fetch = (request) => globalThis.fetch(request) }: MlflowServerOptions,
): MlflowClient {
  return new MlflowClient(uri, credentials, fetch);
}
