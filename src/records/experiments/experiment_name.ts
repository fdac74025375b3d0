/**
 * Checks names of experiments.
 *
 * @module
 */
import { checkEntityName } from "../../rules/names.ts";

/**
 * Checks an experiment's name and returns it in lower case.
 *
 * @throws {ArgumentError} If AWS would reject the name
 */
export function checkExperimentName(
  action: string,
  { experimentName }: { readonly experimentName: string },
): string {
  checkEntityName(action, "experimentName", experimentName);
  return experimentName.toLowerCase();
}
