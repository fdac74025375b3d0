/**
 * Links new SageMaker jobs to the current run.
 *
 * @module
 */
import type { Caller } from "../session/caller.ts";
import { currentRun } from "./context.ts";
import { checkArgument } from "../options.ts";
import { FUNCTION, recordOf } from "../kinds.ts";

/** The part of an AWS SDK v3 `SageMakerClient` that {@linkcode trackJobs} uses. */
export interface JobClient {
  /** The client's middleware. */
  readonly middlewareStack: {
    /** Adds a middleware. */
    add(middleware: never, options: never): void;
  };
}

/** The only operations whose requests accept an ExperimentConfig. */
const JOB_COMMANDS: ReadonlySet<string> = new Set([
  "CreateTrainingJobCommand",
  "CreateProcessingJobCommand",
  "CreateTransformJobCommand",
]);

interface Arguments {
  readonly input: Readonly<Record<string, unknown>>;
}

type Next = (args: Arguments) => Promise<unknown>;

const CLIENT = recordOf("be an AWS SDK v3 SageMakerClient", {
  middlewareStack: recordOf("have add", { add: FUNCTION }),
});

/**
 * Links the jobs that a client creates to the current run. It adds the run's `ExperimentConfig` to
 * CreateTrainingJob, CreateProcessingJob and CreateTransformJob requests, unless they already
 * contain one. SageMaker then stores the job's parameters and metrics in the run. Tuning and AutoML
 * jobs do not accept an `ExperimentConfig`: see {@linkcode associateJobs}.
 *
 * @param client AWS SDK v3 `SageMakerClient`; a second call with the same client has no effect
 * @returns The same client
 *
 * @example
 * ```ts
 * import { SageMakerClient } from "@aws-sdk/client-sagemaker";
 * import { trackJobs } from "@runlog/sagemaker";
 *
 * const client = trackJobs(new SageMakerClient({ region: "eu-west-1" }));
 * ```
 */
export function trackJobs<Client extends JobClient>(client: Client): Client {
  checkArgument("Cannot track jobs", "client", client, CLIENT);
  const middleware =
    (next: Next, context: { readonly commandName?: string }) => (args: Arguments) => {
      const run = JOB_COMMANDS.has(context.commandName ?? "") ? currentRun() : undefined;
      if (!run || !isEmpty(args.input["ExperimentConfig"])) return next(args);
      return next({ ...args, input: { ...args.input, ExperimentConfig: run.experimentConfig } });
    };
  const options = { step: "initialize", name: "runlogTrackJobs", override: true };
  // Middleware is typed by the SDK for each client; this one passes on what it is given.
  client.middlewareStack.add(middleware as never, options as never);
  return client;
}

/** Checks for an absent configuration; an empty one counts as absent, as in the Python SDK. */
function isEmpty(config: unknown): boolean {
  return typeof config !== "object" || config === null || Object.keys(config).length === 0;
}

/**
 * Calls {@linkcode trackJobs} with a session's client, once there is one: a session that only records
 * into its own process never creates it.
 */
export async function trackJobsOf(sagemaker: Caller<unknown>): Promise<void> {
  if (sagemaker.onClient) sagemaker.onClient(trackClient);
  else trackClient(await sagemaker.client());
}

/** Tracks the jobs of a client, unless it has no middleware, such as a client of a test. */
function trackClient(client: object): void {
  if ("middlewareStack" in client) trackJobs(client as JobClient);
}
