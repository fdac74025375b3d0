/**
 * An open run: the handle everything is logged through. Its methods check and hand on; the parts
 * behind them do the work. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { ArtifactLog } from "./artifact_log.ts";
import { RunClosedError } from "./closed_error.ts";
import type { ExperimentConfig } from "./experiment_config.ts";
import type { MetricStats } from "../metrics/delivery.ts";
import type { RunParts } from "./parts.ts";
import { failure } from "./status.ts";
import { type ParameterValue, toParameter } from "../rules/parameters.ts";
import { checkPoint, type MetricOptions } from "../rules/metric_point.ts";
import { checkWait, type CloseOptions, type WaitOptions } from "./wait.ts";

/**
 * An open run, made by `startRun` or `withRun`. It closes at the end of its `await using` block, at
 * the end of `withRun`'s body, or by {@linkcode Run.close}.
 *
 * Log calls only take note: what was logged is delivered beside the work, and {@linkcode Run.flush}
 * and {@linkcode Run.close} wait for it. Bad arguments throw {@linkcode ArgumentError} at the call,
 * and any log call on a closed run {@linkcode RunClosedError}.
 */
export class Run extends ArtifactLog implements AsyncDisposable {
  /** The run's name, lower case. */
  override readonly runName: string;
  /** The experiment's name, lower case. */
  override readonly experimentName: string;
  /** The run group (SageMaker's trial) the run is in. */
  readonly runGroupName: string;
  /** The trial component behind the run: `{experiment}-{run}`. */
  readonly trialComponentName: string;
  /** ARN of the trial component. */
  readonly arn: string;
  readonly #parts: RunParts;
  readonly #isInner: boolean;
  #closing: Promise<void> | undefined;

  /** Runs are made by `startRun`, `withRun` and `loadRun`. */
  constructor(parts: RunParts, isInner = false) {
    super(parts);
    this.#isInner = isInner;
    this.runName = parts.names.runName;
    this.experimentName = parts.names.experimentName;
    this.runGroupName = parts.runGroupName;
    this.trialComponentName = parts.names.trialComponentName;
    this.arn = parts.arn;
    this.#parts = parts;
  }

  /** Whether the run is closing or has closed. */
  override get closed(): boolean {
    return this.#closing !== undefined || this.#parts.closed;
  }

  /**
   * Another handle of this open run, as `loadRun()` gives inside its scope: closing it only waits for
   * delivery, and the run goes on.
   */
  inner(): Run {
    this.#check("load run");
    return new Run(this.#parts, true);
  }

  /** What to give a SageMaker job so that it becomes part of this run. */
  get experimentConfig(): ExperimentConfig {
    return {
      ExperimentName: this.experimentName,
      TrialName: this.runGroupName,
      RunName: this.trialComponentName,
    };
  }

  /** What became of the metric points: logged = acknowledged + pending + refused. */
  get stats(): MetricStats {
    return this.#parts.metrics.stats;
  }

  /** Resolves when more points may be logged; at once unless too many wait (1,000,000 by default). */
  get ready(): Promise<void> {
    return this.#parts.metrics.ready;
  }

  /**
   * Records a parameter, over any earlier value of that name.
   *
   * @param name 1 to 320 characters; a run holds 300 parameters
   * @param value Text of at most 2,500 characters, a finite number, or a boolean (kept as text)
   * @throws {ArgumentError} when AWS would refuse it
   * @throws {RunClosedError} when the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, (run) => run.logParameter("learning_rate", 0.01));
   * ```
   */
  logParameter(name: string, value: ParameterValue): void {
    this.logParameters({ [name]: value });
  }

  /**
   * Records parameters, over any earlier values of those names. All of them or, when one is refused,
   * none.
   *
   * @param parameters Values by name, as in {@linkcode Run.logParameter}
   * @throws {ArgumentError} when AWS would refuse one
   * @throws {RunClosedError} when the run has closed
   */
  logParameters(parameters: Readonly<Record<string, ParameterValue>>): void {
    this.#check("log parameters");
    if (typeof parameters !== "object" || parameters === null) {
      throw new ArgumentError("Cannot log parameters", {
        argument: "parameters",
        value: parameters,
        rule: "be an object of values by name",
      });
    }
    const entries = Object.entries(parameters);
    this.#parts.component.setParameters(
      new Map(entries.map(([name, value]) => [name, toParameter(name, value)])),
    );
  }

  /**
   * Records one point of a metric. It only appends (28 bytes a pending point); delivery runs beside.
   *
   * @param name 1 to 255 characters on one line
   * @param value A finite number
   * @param options Step and timestamp
   * @throws {ArgumentError} when AWS would refuse it: NaN and infinities among them
   * @throws {BacklogFullError} when too many points wait; see {@linkcode Run.ready}
   * @throws {RunClosedError} when the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, (run) => {
   *   for (let step = 0; step < 3; step++) run.logMetric("loss", 1 / (step + 1), { step });
   * });
   * ```
   */
  logMetric(name: string, value: number, options?: MetricOptions): void {
    if (this.closed) throw new RunClosedError(`log metric "${name}"`, this);
    const { timestamp, step } = checkPoint(name, value, options, Date.now());
    const { metrics } = this.#parts;
    metrics.checkRoom();
    metrics.append(name, value, timestamp, step);
  }

  /**
   * Records a point of each of several metrics, all with the same step and timestamp. All of them or,
   * when one is refused, none.
   *
   * @param values Values by metric name, as in {@linkcode Run.logMetric}
   * @param options Step and timestamp
   * @throws {ArgumentError} when AWS would refuse one
   * @throws {BacklogFullError} when too many points wait; see {@linkcode Run.ready}
   * @throws {RunClosedError} when the run has closed
   *
   * @example
   * ```ts
   * import { withRun } from "@runlog/sagemaker";
   *
   * await withRun({ experimentName: "demo" }, (run) => {
   *   run.logMetrics({ loss: 0.31, accuracy: 0.9 }, { step: 0 });
   * });
   * ```
   */
  logMetrics(values: Readonly<Record<string, number>>, options?: MetricOptions): void {
    this.#check("log metrics");
    if (typeof values !== "object" || values === null) {
      const rule = "be an object of values by name";
      throw new ArgumentError("Cannot log metrics", { argument: "values", value: values, rule });
    }
    const now = Date.now();
    const points = Object.entries(values)
      .map(([name, value]) => ({ name, value, ...checkPoint(name, value, options, now) }));
    const { metrics } = this.#parts;
    metrics.checkRoom();
    for (const { name, value, timestamp, step } of points) {
      metrics.append(name, value, timestamp, step);
    }
  }

  /**
   * Says that the run's work has failed: it will close as Failed with the error's message. `await
   * using` cannot see the error that ends its block; `withRun` can, and calls this by itself.
   *
   * @param error What went wrong; its message is kept to 1,024 characters
   */
  fail(error: unknown): void {
    this.#check("mark run as failed");
    this.#parts.outcome = failure(error);
  }

  /**
   * Waits until everything logged so far has arrived. What is still pending at the time limit stays
   * pending.
   *
   * @param options Time limit and signal
   * @throws {DeliveryError} listing what was refused since the last flush
   * @throws the signal's reason, or a `TimeoutError` at the time limit
   * @throws {RunClosedError} when the run has closed
   */
  async flush(options: WaitOptions = {}): Promise<void> {
    this.#check("flush run");
    checkWait(options);
    await this.#parts.flush(options);
  }

  /**
   * Delivers the rest, writes status and end time, and lets go of everything. A second call waits
   * for the first.
   *
   * @param options Time limit, signal, and how the run ended
   * @throws {DeliveryError} listing what could not be delivered; the status is written all the same
   * @throws {ArgumentError} when the timeout is no time; the run stays open then
   */
  async close(options: CloseOptions = {}): Promise<void> {
    checkWait(options);
    return await (this.#closing ??= this.#end(options, "call"));
  }

  /** Closes the run at the end of its `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#closing ??= this.#end({}, "scope");
  }

  #end(options: CloseOptions, how: "call" | "scope"): Promise<void> {
    if (!this.#isInner) return this.#parts.close(options, how);
    return this.#parts.closed ? Promise.resolve() : this.#parts.flush(options);
  }

  #check(action: string): void {
    if (this.closed) throw new RunClosedError(action, this);
  }
}
