/**
 * What a SageMaker job takes to become part of a run.
 *
 * @module
 */

/** What a job's `ExperimentConfig` takes to become part of this run (AWS member names). */
export interface ExperimentConfig {
  /** The experiment. */
  readonly ExperimentName: string;
  /** The run group. */
  readonly TrialName: string;
  /** The run's trial component. */
  readonly RunName: string;
}
