/**
 * Checks the shape of the curves' options.
 *
 * @module
 */
import { type AnyKinds, findOptionFault } from "../options.ts";
import { CurveArgumentError } from "./errors.ts";
import { isAllowed, type Kind } from "../kinds.ts";

/**
 * Checks an argument that is no option.
 *
 * @throws {CurveArgumentError} If the value is of another kind
 */
export function checkCurveArgument(
  action: string,
  argument: string,
  value: unknown,
  kind: Kind,
): void {
  if (!isAllowed(kind, value)) {
    throw new CurveArgumentError(action, { argument, value, rule: kind.rule });
  }
}

/**
 * Checks the shape of options.
 *
 * @throws {CurveArgumentError} If an option is unknown, or the argument is not an object of
 * options; the error names it
 */
export function checkCurveOptions(
  action: string,
  options: unknown,
  names: AnyKinds,
): void {
  const fault = findOptionFault(options, names);
  if (fault) throw new CurveArgumentError(action, fault);
}
