/**
 * Holds the parts of an open run, and closes them together.
 *
 * @module
 */
import { MetricDelivery } from "../metrics/delivery.ts";
import { DeliveryJournal } from "../metrics/delivery_journal.ts";
import { DeliveryError, type Undelivered } from "../metrics/failures.ts";
import { metricsClientOf } from "../metrics/put_metrics.ts";
import { keepAlive } from "./heartbeat.ts";
import { RunComponent } from "./component.ts";
import type { FileSettings } from "./file_target.ts";
import type { RunFiles } from "./files.ts";
import type { RunGraphs } from "./graphs.ts";
import type { RunNames } from "../rules/names.ts";
import type { OpenedRun } from "./resources.ts";
import type { RunSettings } from "./run_options.ts";
import type { Outcome } from "./status.ts";
import { type CloseOptions, timeLimit, type WaitOptions } from "./wait.ts";

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
  /** Outcome to record when the run closes. */
  outcome: Outcome = { status: "Completed" };
  /** Outcome that the end of the process decided; it replaces any other. */
  decided: Outcome | undefined;
  readonly #onClosing: (how: "call" | "scope", closed: Promise<void>) => void;
  readonly #stopHeartbeat: () => void;
  readonly #settings: FileSettings;
  #files: Promise<RunFiles> | undefined;
  #closed = false;

  /**
   * @param settings Resolved options of the run
   * @param opened Resources of the run
   * @param onClosing Called synchronously when the run begins to close, with the promise of its end
   */
  constructor(
    settings: RunSettings,
    opened: OpenedRun,
    onClosing: (how: "call" | "scope", closed: Promise<void>) => void,
  ) {
    const { session, names } = settings;
    const { trialComponentName } = names;
    this.names = names;
    this.runGroupName = opened.runGroupName;
    this.arn = opened.arn;
    this.#onClosing = onClosing;
    this.component = new RunComponent(session, trialComponentName, opened.existing ?? {});
    this.metrics = makeDelivery(settings, opened.arn);
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
    const limit = timeLimit(options, this.#settings.session.location);
    try {
      await Promise.all([this.metrics.flush(limit.signal), this.component.save(limit.signal)]);
    } finally {
      limit.clear();
    }
    this.#report(this.metrics.takeFailures());
  }

  /** Delivers the rest and records the end. The run leaves its scope synchronously. */
  close(options: CloseOptions, how: "call" | "scope"): Promise<void> {
    this.#closed = true;
    this.outcome = options.outcome ?? this.outcome;
    const closed = this.#close(options);
    this.#onClosing(how, closed);
    return closed;
  }

  /** Returns the outcome to record now. */
  finalOutcome(): Outcome {
    return this.decided ?? this.outcome;
  }

  /** Delivers the rest and records the end, and leaves the run open: its process is about to end. */
  async record(options: WaitOptions): Promise<void> {
    const limit = timeLimit(options, this.#settings.session.location);
    const [, records] = await Promise.all([
      this.metrics.flush(limit.signal).catch((cause) => this.metrics.abandon(cause)),
      this.component.finish(() => this.finalOutcome(), new Date(), limit.signal),
    ]);
    limit.clear();
    this.#report([...this.metrics.takeFailures(), ...records]);
  }

  async #close(options: WaitOptions): Promise<void> {
    try {
      await this.record(options);
    } finally {
      await this.metrics.end();
      this.#stopHeartbeat();
    }
  }

  #report(undelivered: readonly Undelivered[]): void {
    if (undelivered.length > 0) throw new DeliveryError(this.names.runName, undelivered);
  }
}

function makeDelivery(
  { session, names, maxPendingPoints }: RunSettings,
  arn: string,
): MetricDelivery {
  const { trialComponentName } = names;
  const { lingerMs, logger } = session;
  const client = metricsClientOf(session);
  const writer = session.journal?.begin({ arn, trialComponentName });
  const groupSize = client.largestBatch;
  return new MetricDelivery({
    client,
    trialComponentName,
    largestBacklog: maxPendingPoints,
    lingerMs,
    logger,
    journal: writer && new DeliveryJournal({ writer, trialComponentName, groupSize, logger }),
  });
}
