/**
 * The experiment that runs are imported into.
 *
 * @module
 */
import { getExperiment } from "../records/experiments/get_experiment.ts";
import { getRun } from "../records/runs/get_run.ts";
import type { RunRecord } from "../records/runs/record.ts";
import { RunNotFoundError } from "../records/runs/run_not_found_error.ts";
import { nameRun, type RunNames } from "../rules/names.ts";
import { type ExperimentOpening, openingsOf } from "../run/experiment_openings.ts";
import type { Session } from "../session/session.ts";
import { isStoreMissing } from "../sync/failure.ts";
import { ImportNameError } from "./errors.ts";
import { markedName } from "./names.ts";
import { ID_TAG } from "./run_content.ts";

/** A name for a run, and the run of that name if an earlier import has created it. */
export interface FoundRun {
  readonly runName: string;
  readonly existing: RunRecord | undefined;
}

/** An experiment at the destination. */
export class Destination {
  /** Session that holds the experiment. */
  readonly session: Session;
  /** Name of the experiment. */
  readonly experimentName: string;
  /** Returns the number of runs that are being imported. */
  readonly runsUnderWay: () => number;
  readonly #signal: AbortSignal;
  readonly #displayName: string | undefined;
  /** Identities of the runs that this import has named, by name. */
  readonly #named = new Map<string, string>();
  #arn: Promise<string> | undefined;

  /**
   * @param experimentName Legal name of the experiment
   * @param displayName Display name of the experiment, if this import creates it
   */
  constructor(
    session: Session,
    experimentName: string,
    { displayName, runsUnderWay, signal }: {
      readonly displayName: string | undefined;
      readonly runsUnderWay: () => number;
      readonly signal: AbortSignal;
    },
  ) {
    this.session = session;
    this.experimentName = experimentName.toLowerCase();
    this.#displayName = displayName;
    this.runsUnderWay = runsUnderWay;
    this.#signal = signal;
  }

  /**
   * Finds a name for a run: its own, or another one if that belongs to another run.
   *
   * @param legalName Legal name of the run
   * @param importId Identifies the run at its source
   */
  async find(legalName: string, importId: string): Promise<FoundRun> {
    const marked = markedName(legalName, importId);
    for (const runName of [legalName, marked]) {
      // Runs that are imported at the same time must not find each other's name free.
      if ((this.#named.get(runName) ?? importId) !== importId) continue;
      this.#named.set(runName, importId);
      const existing = await this.#findRun(runName);
      if (existing === undefined || existing.tags[ID_TAG] === importId) {
        return { runName, existing };
      }
      this.#named.delete(runName);
    }
    throw new ImportNameError(this.experimentName, marked);
  }

  /** Adds a run to the experiment's run group, and returns the group's name. */
  async join(names: RunNames): Promise<string> {
    const opening = this.#open(names);
    try {
      await opening.experiment;
      await opening.found;
      return await opening.add(names.trialComponentName);
    } finally {
      opening.leave();
    }
  }

  /** Returns the ARN of the experiment, which is created if it does not exist. */
  arn(): Promise<string> {
    return this.#arn ??= this.#ensureExperiment();
  }

  async #ensureExperiment(): Promise<string> {
    const opening = this.#open(nameRun(this.experimentName, "import"));
    try {
      await opening.experiment;
      const { experimentName, session } = this;
      return (await getExperiment({ experimentName, session, signal: this.#signal })).arn;
    } catch (error) {
      this.#arn = undefined;
      throw error;
    } finally {
      opening.leave();
      await opening.found.catch(() => {});
    }
  }

  #open(names: RunNames): ExperimentOpening {
    return openingsOf(this.session, this.experimentName).join({
      session: this.session,
      names,
      runGroupName: undefined,
      experimentDisplayName: this.#displayName,
      tags: [],
      signal: this.#signal,
    });
  }

  async #findRun(runName: string): Promise<RunRecord | undefined> {
    const { experimentName, session } = this;
    try {
      return await getRun({ experimentName, runName }, { session, signal: this.#signal });
    } catch (error) {
      if (error instanceof RunNotFoundError || isStoreMissing(error)) return undefined;
      throw error;
    }
  }
}
