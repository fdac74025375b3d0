import type { RunReference } from "../../mod.ts";

/** The names among a run's options, or of an open run. */
export function namesOf({ experimentName, runName = "" }: Partial<RunReference>): RunReference {
  return { experimentName: experimentName ?? "", runName };
}
