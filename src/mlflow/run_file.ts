/**
 * Builds `runlog/run.json`: the whole record of a run, with the parts that MLflow cannot hold. Pure.
 *
 * @module
 */
import type { RunRecord } from "../records/runs/record.ts";
import { keyOf } from "./keys.ts";

/** Version of the file's form. */
const VERSION = 1;

/** Returns the record of a run, its names that MLflow has in another form, and paths of its files. */
export function runFile(run: RunRecord, paths: ReadonlyMap<string, string>): object {
  const names = [run.parameters, run.metrics, run.tags].flatMap((one) => Object.keys(one));
  const changed = names.filter((name) => keyOf(name) !== name);
  return {
    version: VERSION,
    run,
    keys: Object.fromEntries(changed.map((name) => [keyOf(name), name])),
    files: Object.fromEntries(paths),
  };
}
