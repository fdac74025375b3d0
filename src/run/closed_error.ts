/**
 * Defines the error of a call on a closed run.
 *
 * @module
 */
import { RunlogError } from "../errors.ts";

/** A call on a run that has closed. */
export class RunClosedError extends RunlogError {
  /** The error's name. */
  override name = "RunClosedError";
  /** Name of the closed run. */
  readonly runName: string;
  /** Name of its experiment. */
  readonly experimentName: string;

  /**
   * @internal
   *
   * @param action The failed action, such as `log metric "loss"`
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
