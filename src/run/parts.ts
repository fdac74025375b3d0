/**
 * Holds the parts of an open run, and closes them together.
 *
 * @module
 */
import { MetricDelivery } from "../metrics/delivery.ts";
import { DeliveryJournal } from "../metrics/delivery_journal.ts";
import { DeliveryError, type Undelivered } from "../metrics/failures.ts";
import { metricsClientOf } from "../metrics/put_metrics.ts";
import type { AttemptLog, timeoutError } from "../session/attempt_log.ts";
import { keepAlive } from "./heartbeat.ts";
import { RunComponent } from "./component.ts";
import type { FileSettings } from "./file_target.ts";
import type { RunFiles } from "./files.ts";
import type { RunGraphs } from "./graphs.ts";
import type { RunNames } from "../rules/names.ts";
import { RunPoints } from "./points.ts";
import { RunProblems } from "./problems.ts";
import type { OpenedRun } from "./resources.ts";
import type { RunSettings } from "./run_options.ts";
import type { Outcome } from "./status.ts";
import { type CloseOptions, timeLimit, type WaitOptions } from "./wait.ts";

/** The attempts of a run's parts. Their code is loaded with the first request. */
interface RunAttempts {
  readonly metrics: AttemptLog;
  readonly component: AttemptLog;
  readonly timeoutError: typeof timeoutError;
}

/** The parts of one open run. */
export class RunParts {
  /** Names of the run's resources. */
  readonly names: RunNames;
  /** Run group of the run. */
  readonly runGroupName: string;
  /** ARN of the run's trial component. */
  readonly arn: string;
  /** Parameters, artifacts and status of the run. */
  readonly component: RunComponent;
  /** Delivery of the run's metric points. */
  readonly metrics: MetricDelivery;
  /** Logs the run's metric points. */
  readonly points: RunPoints;
  /** What the run's place could not hold as it was logged. */
  readonly problems: RunProblems;
  /** Outcome to record when the run closes. */
  outcome: Outcome = { status: "Completed" };
  readonly #onClosing: (how: "call" | "scope") => void;
  readonly #stopHeartbeat: () => void;
  readonly #settings: FileSettings;
  readonly #timeoutError: typeof timeoutError;
  #files: Promise<RunFiles> | undefined;
  #closed = false;

  /**
   * @param settings Resolved options of the run
   * @param opened Resources of the run
   * @param onClosing Called synchronously when the run begins to close
   * @param attempts Receive the attempts of each part
   */
  constructor(
    settings: RunSettings,
    opened: OpenedRun,
    onClosing: (how: "call" | "scope") => void,
    attempts: RunAttempts,
  ) {
    const { session, names } = settings;
    const { trialComponentName } = names;
    this.names = names;
    this.runGroupName = opened.runGroupName;
    this.arn = opened.arn;
    this.#onClosing = onClosing;
    this.problems = new RunProblems(names.runName, {
      logger: session.logger,
      strict: settings.strict,
    });
    this.#timeoutError = attempts.timeoutError;
    this.component = new RunComponent(
      session,
      trialComponentName,
      opened.existing ?? {},
      attempts.component,
    );
    this.metrics = makeDelivery(settings, opened.arn, attempts.metrics);
    const { holdsEveryPoint = false } = session.metrics ?? {};
    this.points = new RunPoints(this.metrics, this.problems, { holdsEveryPoint });
    this.#settings = { ...settings, arn: opened.arn };
    this.#stopHeartbeat = keepAlive(session.store?.heartbeats, trialComponentName);
  }

  /** Whether the run is closing or has closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Returns the run's files. Their code is loaded on first use, because many pages log no files.
   */
  files(): Promise<RunFiles> {
    return this.#files ??= import("./files.ts")
      .then(({ RunFiles }) => new RunFiles(this.#settings, this.component));
  }

  /** Returns the run's graphs, whose code is also loaded on first use. */
  async graphs(): Promise<RunGraphs> {
    const [{ RunGraphs }, files] = await Promise.all([import("./graphs.ts"), this.files()]);
    return new RunGraphs(this.#settings, files);
  }

  /** Resolves when everything logged so far is delivered. */
  async flush(options: WaitOptions): Promise<void> {
    const limit = this.#limit(options);
    try {
      await Promise.all([this.metrics.flush(limit.signal), this.component.save(limit.signal)]);
    } finally {
      limit.clear();
    }
    this.#report(this.metrics.takeFailures());
  }

  /** Delivers the rest and records the end. The run leaves its scope synchronously. */
  async close(options: CloseOptions, how: "call" | "scope"): Promise<void> {
    const limit = this.#limit(options);
    this.#closed = true;
    this.#onClosing(how);
    const [, records] = await Promise.all([
      this.metrics.flush(limit.signal).catch((cause) => this.metrics.abandon(cause)),
      this.component.finish(options.outcome ?? this.outcome, new Date(), limit.signal),
    ]);
    limit.clear();
    await this.metrics.end();
    this.#stopHeartbeat();
    this.problems.summarize();
    this.#report([...this.metrics.takeFailures(), ...records]);
  }

  #limit(options: WaitOptions): ReturnType<typeof timeLimit> {
    const { location } = this.#settings.session;
    const { metrics, component } = this;
    return timeLimit(
      options,
      location,
      (message) => this.#timeoutError(message, [metrics.failing, component.failing]),
    );
  }

  #report(undelivered: readonly Undelivered[]): void {
    if (undelivered.length > 0) throw new DeliveryError(this.names.runName, undelivered);
  }
}

function makeDelivery(
  { session, names, maxPendingPoints }: RunSettings,
  arn: string,
  attempts: AttemptLog,
): MetricDelivery {
  const { trialComponentName } = names;
  const { lingerMs, logger } = session;
  const client = metricsClientOf(session, attempts);
  const writer = session.journal?.begin({ arn, trialComponentName });
  const groupSize = client.largestBatch;
  return new MetricDelivery({
    client,
    trialComponentName,
    largestBacklog: maxPendingPoints,
    lingerMs,
    logger,
    attempts,
    journal: writer && new DeliveryJournal({ writer, trialComponentName, groupSize, logger }),
  });
}
