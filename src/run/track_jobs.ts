/**
 * Makes SageMaker jobs part of the current run. Browser-safe.
 *
 * @module
 */
import { currentRun } from "./context.ts";

/** What this needs of an AWS SDK v3 `SageMakerClient`. */
export interface JobClient {
  /** The client's middleware. */
  readonly middlewareStack: {
    /** Adds a middleware. */
    add(middleware: never, options: never): void;
  };
}

/** The operations whose requests take an ExperimentConfig; no other does. */
const JOB_COMMANDS: ReadonlySet<string> = new Set([
  "CreateTrainingJobCommand",
  "CreateProcessingJobCommand",
  "CreateTransformJobCommand",
]);

interface Arguments {
  readonly input: Readonly<Record<string, unknown>>;
}

type Next = (args: Arguments) => Promise<unknown>;

/**
 * Adds the current run's `ExperimentConfig` to CreateTrainingJob, CreateProcessingJob and
 * CreateTransformJob of a client, where the caller gives none. SageMaker then keeps the job's
 * parameters and metrics in the run. Tuning and AutoML jobs take no such member: see `associateJobs`.
 *
 * @param client An AWS SDK v3 `SageMakerClient`; doing it twice changes nothing
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

/** The Python SDK treats an empty configuration as none. */
function isEmpty(config: unknown): boolean {
  return typeof config !== "object" || config === null || Object.keys(config).length === 0;
}

/** The same for a client that may have no middleware, such as one of a test's. */
export function trackJobsOf(client: object): void {
  if ("middlewareStack" in client) trackJobs(client as JobClient);
}
