/**
 * Copies runs to [MLflow](https://mlflow.org): `syncRuns` takes the destination that
 * {@linkcode mlflow} returns. In browsers, the server has to allow the page's origin, and files are
 * streams, which browsers send over HTTP/2 only.
 *
 * @module
 */
import { TEXT } from "./kinds.ts";
import type { MlflowCredentials, MlflowFetch } from "./mlflow/client.ts";
import { MlflowExperiment } from "./mlflow/experiment.ts";
import { clientOf, type MlflowServerOptions, SERVER_OPTIONS } from "./mlflow/server_options.ts";
import { type OptionKinds, requireOptions } from "./options.ts";
import type { Destination } from "./sync/destination.ts";

export { MlflowArtifactError, MlflowError } from "./mlflow/errors.ts";
export type { Destination, MlflowCredentials, MlflowFetch, MlflowServerOptions };

/** Options of {@linkcode mlflow}. */
export interface MlflowOptions extends MlflowServerOptions {
  /**
   * Text before the names of experiments, such as `/Users/me@example.com/` in Databricks.
   * @default none
   */
  readonly experimentPrefix?: string | undefined;
}

const OPTIONS: OptionKinds<MlflowOptions> = { ...SERVER_OPTIONS, experimentPrefix: TEXT };

/**
 * Returns an MLflow server as a destination of `syncRuns`. It sends nothing itself.
 *
 * Each experiment becomes the experiment of its name, and each run a run with parameters, every
 * finite point and NaN, status, times, names, tags, notes, commit, files and graphs. A repeated sync
 * finds its runs by the tag `runlog.id` and sends missing data only. `runlog/run.json` among the files
 * of a run holds its whole record, with the types of parameters. What MLflow does not hold is in the
 * run's `problems`: infinite points, and changes of a parameter, which keeps its first value there.
 * Two points of a metric with the same step, time and value are one in MLflow. Points without a step
 * have the step −1 there. Points have whole milliseconds.
 *
 * Files go through the server, as `mlflow server` stores them by default. Those of a server whose
 * files are elsewhere are in the run's `problems`.
 *
 * @param options Address and credentials
 * @returns The destination
 * @throws {ArgumentError} If an option has an invalid value
 *
 * @example
 * ```ts
 * import { mlflow } from "@runlog/sagemaker/mlflow";
 *
 * // For syncRuns({ from, to }):
 * const to = mlflow({ uri: "http://127.0.0.1:5000" });
 * console.log(to.location);
 * ```
 */
export function mlflow(options: MlflowOptions): Destination {
  requireOptions("Cannot use MLflow", options, OPTIONS);
  const { experimentPrefix = "" } = options;
  const client = clientOf(options);
  return {
    location: client.uri,
    openExperiment: (near, open) =>
      MlflowExperiment.open(client, experimentPrefix + near.experimentName, near, open),
  };
}
