/**
 * The shape of the curves' options. Browser-safe.
 *
 * @module
 */
import { findOptionFault } from "../options.ts";
import { CurveArgumentError } from "./errors.ts";

/**
 * Checks the shape of options.
 *
 * @throws {CurveArgumentError} that names the unknown option, or what is no object of options
 */
export function checkCurveOptions(
  action: string,
  options: unknown,
  names: Readonly<Record<string, true>>,
): void {
  const fault = findOptionFault(options, names);
  if (fault) throw new CurveArgumentError(action, fault);
}
