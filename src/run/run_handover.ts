/**
 * Hands a run over to a worker or a child process: makes its token.
 *
 * @module
 */
import { type RunPlace, writeToken } from "../rules/run_token.ts";
import type { RunNames } from "../rules/names.ts";
import { workingDirectory } from "../runtime.ts";
import type { Session } from "../session/session.ts";

/** Environment variable by which a child process gets its parent's run. */
export const RUN_VARIABLE = "RUNLOG_RUN";

/**
 * Returns the token of a run.
 *
 * @param arn ARN of the run's trial component, which names the region
 */
export function tokenOf(session: Session, names: RunNames, arn: string): string {
  return writeToken({ names, place: placeOf(session, arn) });
}

function placeOf({ store }: Session, arn: string): RunPlace {
  const region = arn.split(":")[3];
  if (!store) return region ? { kind: "aws", region } : { kind: "own" };
  const { location } = store;
  if (!location) return { kind: "own" };
  if (location.kind === "indexeddb") return { kind: "indexeddb", path: location.path };
  return { kind: "sqlite", path: absolute(location.path) };
}

/** A child process may have another working directory. */
function absolute(path: string): string {
  if (/^([\\/]|[A-Za-z]:[\\/])/.test(path)) return path;
  const folder = workingDirectory();
  return folder === undefined ? path : `${folder}/${path.replace(/^\.[\\/]/, "")}`;
}
