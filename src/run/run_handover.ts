/**
 * Hands a run over to a worker or a child process: makes its token.
 *
 * @module
 */
import { useSession } from "../connect/session_of_place.ts";
import { type RunPlace, writeToken } from "../rules/run_token.ts";
import type { RunNames } from "../rules/names.ts";
import { workingDirectory } from "../runtime.ts";
import type { Session } from "../session/session.ts";

/** A run that other processes and workers can load. */
export interface Handover {
  /** Token by which they load it. */
  readonly token: string;
  /** Called when the run closes. */
  readonly end: () => void;
}

/**
 * Makes the token of a run, and its session known to handles of the token in this realm.
 *
 * @param arn ARN of the run's trial component, which names the region
 */
export function handOver(session: Session, names: RunNames, arn: string): Handover {
  const place = placeOf(session, arn);
  const token = writeToken({ names, place });
  return { token, end: place.kind === "own" ? () => {} : useSession(place, session) };
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
