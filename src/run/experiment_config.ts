/**
 * Defines the experiment configuration of a SageMaker job.
 *
 * @module
 */

/** An `ExperimentConfig` that links a new SageMaker job to a run, with AWS's member names. */
export interface ExperimentConfig {
  /** Name of the experiment. */
  readonly ExperimentName: string;
  /** Name of the run group (AWS: trial). */
  readonly TrialName: string;
  /** Name of the run's trial component. */
  readonly RunName: string;
}
