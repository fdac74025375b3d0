/**
 * Opens the destination of a sync: a session, or an MLflow server.
 *
 * @module
 */
import type { SyncRunsOptions } from "../../mod.ts";
import type { CommonOptions, Context } from "./context.ts";
import { mlflowAddress, mlflowCredentials } from "./mlflow_address.ts";
import { within } from "./opened.ts";

/** Runs a command with the destination that `session` names. */
export async function toDestination(
  options: CommonOptions & { readonly session: string },
  { environment }: Pick<Context, "environment">,
  work: (to: SyncRunsOptions["to"]) => Promise<void>,
): Promise<void> {
  const uri = mlflowAddress(options.session);
  if (uri === undefined) return await within(options, work);
  // Loaded for this destination only.
  const { mlflow } = await import("../mlflow.ts");
  await work(mlflow({ uri, credentials: mlflowCredentials(environment) }));
}
