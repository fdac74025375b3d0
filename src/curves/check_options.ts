/**
 * Checks the shape of the curves' options.
 *
 * @module
 */
import { findOptionFault } from "../options.ts";
import { CurveArgumentError } from "./errors.ts";

/**
 * Checks the shape of options.
 *
 * @throws {CurveArgumentError} If an option is unknown, or the argument is not an object of
 * options; the error names it
 */
export function checkCurveOptions(
  action: string,
  options: unknown,
  names: Readonly<Record<string, true>>,
): void {
  const fault = findOptionFault(options, names);
  if (fault) throw new CurveArgumentError(action, fault);
}
