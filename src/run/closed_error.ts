/**
 * The error of what is asked of a run that has closed.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/** Something was logged to a run that has closed. */
export class RunClosedError extends RunlogError {
  /** Always `RunClosedError`. */
  override name = "RunClosedError";
  /** The run. */
  readonly runName: string;
  /** The experiment. */
  readonly experimentName: string;

  /**
   * Made where it happens.
   *
   * @param action What was asked: `log metric "loss"`
   * @param run The closed run
   */
  constructor(action: string, run: { readonly runName: string; readonly experimentName: string }) {
    super(
      `Cannot ${action}: run "${run.runName}" of experiment "${run.experimentName}" has closed`,
    );
    this.runName = run.runName;
    this.experimentName = run.experimentName;
  }
}
