/**
 * Opens the destination of a sync: a session, or an MLflow server.
 *
 * @module
 */
import type { SyncRunsOptions } from "../../mod.ts";
import type { MlflowCredentials } from "../mlflow.ts";
import type { CommonOptions, Context } from "./context.ts";
import { within } from "./opened.ts";
import { UsageError } from "./usage_error.ts";

const MLFLOW = "mlflow:";

/** Runs a command with the destination that `session` names. */
export async function toDestination(
  options: CommonOptions & { readonly session: string },
  { environment }: Pick<Context, "environment">,
  work: (to: SyncRunsOptions["to"]) => Promise<void>,
): Promise<void> {
  if (!options.session.startsWith(MLFLOW)) return await within(options, work);
  const uri = options.session.slice(MLFLOW.length);
  if (!/^https?:\/\//.test(uri)) {
    throw new UsageError(`--to mlflow: must be followed by an http or https address, got "${uri}"`);
  }
  // Loaded for this destination only.
  const { mlflow } = await import("../mlflow.ts");
  await work(mlflow({ uri, credentials: credentialsIn(environment) }));
}

/** Returns the credentials in the variables that MLflow's own clients read. */
function credentialsIn(
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
