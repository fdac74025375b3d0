/**
 * Reads the address of an MLflow server from a command line, and its credentials from the variables
 * that MLflow's own clients read.
 *
 * @module
 */
import type { MlflowCredentials } from "../mlflow.ts";
import { UsageError } from "./usage_error.ts";

const PREFIX = "mlflow:";

/**
 * Returns the address of a server; undefined if the text names something else.
 *
 * @throws {UsageError} If it is no address
 */
export function mlflowAddress(text: string): string | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const uri = text.slice(PREFIX.length);
  if (URL.canParse(uri) && /^https?:\/\//.test(uri)) return uri;
  throw new UsageError(`mlflow: must be followed by an http or https address, got "${uri}"`);
}

/** Returns the credentials of the environment. */
export function mlflowCredentials(
  environment: Readonly<Record<string, string | undefined>>,
): MlflowCredentials | undefined {
  const {
    MLFLOW_TRACKING_USERNAME: username,
    MLFLOW_TRACKING_PASSWORD: password,
    MLFLOW_TRACKING_TOKEN: token,
  } = environment;
  if (username && password) return { username, password };
  return token ? { token } : undefined;
}
