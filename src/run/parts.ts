/**
 * Holds the parts of an open run, and closes them together.
 *
 * @module
 */
import { MetricDelivery } from "../metrics/delivery.ts";
import { DeliveryJournal, type PointJournal } from "../metrics/delivery_journal.ts";
import { DeliveryError, type Undelivered } from "../metrics/failures.ts";
import { LeavingPoints } from "../metrics/leaving_points.ts";
import { metricsClientOf } from "../metrics/put_metrics.ts";
import type { MetricJournal } from "../ports/metric_journal.ts";
import type { AttemptLog, timeoutError } from "../session/attempt_log.ts";
import type { RunHold } from "./heartbeat.ts";
import { RunArtifacts } from "./artifacts.ts";
import { type End, RunComponent } from "./component.ts";
import type { FileSettings } from "./file_target.ts";
import type { RunFiles } from "./files.ts";
import type { RunGraphs } from "./graphs.ts";
import type { RunNames } from "../rules/names.ts";
import { RunPoints } from "./points.ts";
import { RunParameters } from "./parameters.ts";
import { PARAMETERS_FILE } from "../rules/parameters.ts";
import { RunProblems } from "./problems.ts";
import { refusalText } from "./refusals.ts";
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

/** The hold of this handle on a run, and the means for others to load it. */
export interface RunAccess {
  /** The handle's hold on the run. */
  readonly hold: RunHold;
  /** Token by which other processes load the run. */
  readonly token: string;
}

/** The parts of one open run. */
export class RunParts {
  /** Names of the run's resources. */
  readonly names: RunNames;
  /** Run group of the run. */
  readonly runGroupName: string;
  /** ARN of the run's trial component. */
  readonly arn: string;
  /** Token by which other processes load the run. */
  readonly token: string;
  /** Stores parameters, artifacts and status of the run. */
  readonly component: RunComponent;
  /** Records the run's artifacts. */
  readonly artifacts: RunArtifacts;
  /** Logs the run's parameters. */
  readonly parameters: RunParameters;
  /** Delivery of the run's metric points. */
  readonly metrics: MetricDelivery;
  /** Logs the run's metric points. */
  readonly points: RunPoints;
  /** Data that the session could not store unchanged. */
  readonly problems: RunProblems;
  /** Outcome to record when the run closes. */
  outcome: Outcome = { status: "Completed" };
  /** Outcome that the end of the process decided; it replaces any other. */
  decided: Outcome | undefined;
  /** The handle's hold on the run. */
  readonly hold: RunHold;
  readonly #onClosing: (how: "call" | "scope", closed: Promise<void>) => void;
  readonly #settings: FileSettings;
  readonly #timeoutError: typeof timeoutError;
  #files: Promise<RunFiles> | undefined;
  #closed = false;

  /**
   * @param settings Resolved options of the run
   * @param opened Resources of the run
   * @param access The handle's hold on the run, and the run's token
   * @param onClosing Called synchronously when the run begins to close, with the promise of its end
   * @param attempts Receive the attempts of each part
   */
  constructor(
    settings: RunSettings,
    opened: OpenedRun,
    { hold, token }: RunAccess,
    onClosing: (how: "call" | "scope", closed: Promise<void>) => void,
    attempts: RunAttempts,
  ) {
    const { session, names } = settings;
    const { trialComponentName } = names;
    this.names = names;
    this.runGroupName = opened.runGroupName;
    this.arn = opened.arn;
    this.token = token;
    this.#onClosing = onClosing;
    this.problems = new RunProblems(names.runName, {
      logger: session.logger,
      strict: settings.strict,
    });
    this.#timeoutError = attempts.timeoutError;
    const { existing = { Parameters: opened.created } } = opened;
    this.component = new RunComponent(session, trialComponentName, existing, {
      problems: this.problems,
      attempts: attempts.component,
    });
    for (const { kind, name, error } of opened.refused ?? []) {
      this.problems.add({ kind, name, effect: "left out", reason: refusalText(error) });
    }
    this.component.setParameters(new Map(Object.entries(opened.parameters ?? {})));
    this.artifacts = new RunArtifacts(this.component, this.problems);
    this.parameters = new RunParameters({
      session,
      trialComponentName,
      component: this.component,
      problems: this.problems,
      earlierFile: existing.OutputArtifacts?.[PARAMETERS_FILE]?.Value,
      files: () => this.files(),
    });
    this.metrics = makeDelivery(settings, opened.arn, attempts.metrics);
    const { holdsEveryPoint = false } = session.metrics ?? {};
    this.points = new RunPoints(this.metrics, this.problems, { holdsEveryPoint });
    this.#settings = { ...settings, arn: opened.arn };
    this.hold = hold;
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
      .then(({ RunFiles }) => new RunFiles(this.#settings, this.artifacts));
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
      await Promise.all([
        this.metrics.flush(limit.signal),
        this.parameters.save(limit.signal).then(() => this.component.save(limit.signal)),
      ]);
    } finally {
      limit.clear();
    }
    this.#report([...this.metrics.takeFailures(), ...this.component.takeRefused()]);
  }

  /**
   * Delivers the rest and leaves the run, which ends it unless others hold it. The run leaves its
   * scope synchronously.
   */
  close(options: CloseOptions, how: "call" | "scope"): Promise<void> {
    this.#closed = true;
    this.outcome = options.outcome ?? this.outcome;
    const closed = this.record(options, () => this.metrics.end());
    this.#onClosing(how, closed);
    return closed;
  }

  /** Returns the outcome to record now. */
  finalOutcome(): Outcome {
    return this.decided ?? this.outcome;
  }

  /**
   * Delivers the rest and leaves the run.
   *
   * @param onDelivered Called before the run is left; absent if the run stays open, because its
   * process is about to end
   */
  async record(options: WaitOptions, onDelivered?: () => Promise<void>): Promise<void> {
    const limit = this.#limit(options);
    const end: End = { outcome: () => this.finalOutcome(), endTime: new Date() };
    const { hasHeartbeats, isGuest } = this.hold;
    const [, records] = await Promise.all([
      this.metrics.flush(limit.signal).catch((cause) => this.metrics.abandon(cause)),
      this.component.finish(hasHeartbeats || isGuest ? undefined : end, limit.signal),
      this.parameters.end(limit.signal),
    ]);
    await onDelivered?.();
    const left = await this.#leave(end, limit.signal);
    limit.clear();
    this.problems.summarize();
    this.#report([...this.metrics.takeFailures(), ...records, ...left]);
  }

  /** Leaves the run after its data has been delivered: nothing may arrive in a run that has ended. */
  async #leave({ outcome, endTime }: End, signal: AbortSignal): Promise<readonly Undelivered[]> {
    try {
      await this.hold.leave(outcome, endTime, signal);
      return [];
    } catch (cause) {
      const reason = cause instanceof Error ? cause.name : "Error";
      // After a timeout, the cause is the earlier error.
      const earlier = this.hold.failure ?? cause;
      return [{ kind: "record", name: "status", count: 1, reason, cause: earlier }];
    }
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
  return new MetricDelivery({
    client,
    trialComponentName,
    largestBacklog: maxPendingPoints,
    lingerMs,
    logger,
    attempts,
    journal: makeJournal(session, { arn, trialComponentName }, client.largestBatch),
  });
}

function makeJournal(
  { journal, logger }: RunSettings["session"],
  run: Parameters<MetricJournal["begin"]>[0],
  groupSize: number,
): PointJournal | undefined {
  if (!journal) return undefined;
  const { trialComponentName } = run;
  const writer = journal.begin(run);
  return journal.isForLeaving
    ? new LeavingPoints(writer, trialComponentName)
    : new DeliveryJournal({ writer, trialComponentName, groupSize, logger });
}
