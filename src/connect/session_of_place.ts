/**
 * Opens the session of the store that a run's token names.
 *
 * @module
 */
import type { RunPlace } from "../rules/run_token.ts";
import { hasProcess } from "../runtime.ts";
import type { Session } from "../session/session.ts";
import { SessionError } from "../session/session_error.ts";
import { awsSession } from "./aws_session.ts";

/** Sessions of the runs that are open here, by place. */
const inUse = new Map<string, Session>();

// One session per place, as for the default session: every run of a process shares it.
const sessions = new Map<string, Promise<Session>>();

/**
 * Shares a session with handles of a token, while it records a run. A second connection to a store
 * would compete with the first one for the write lock.
 *
 * @returns The function that ends this
 */
export function useSession(place: RunPlace, session: Session): () => void {
  const key = JSON.stringify(place);
  inUse.set(key, session);
  return () => {
    if (inUse.get(key) === session) inUse.delete(key);
  };
}

/**
 * Returns the session of a run that is open here in the same store, or opens one, which the whole process shares.
 *
 * @throws {SessionError} If this runtime cannot open the store
 */
export function sessionOfPlace(place: RunPlace): Promise<Session> {
  const key = JSON.stringify(place);
  const known = inUse.get(key);
  if (known) return Promise.resolve(known);
  let session = sessions.get(key);
  if (!session) {
    session = open(place);
    sessions.set(key, session);
    session.catch(() => sessions.delete(key));
  }
  return session;
}

async function open(place: RunPlace): Promise<Session> {
  // The process that handed the run over has announced where it is recorded.
  const notices = false;
  switch (place.kind) {
    case "aws":
      return await awsSession({ region: place.region, notices });
    case "own":
      throw new SessionError(
        "Cannot load run: its token names no store, because the session that recorded it was made " +
          "from a service without a path. Pass session",
      );
    case "sqlite":
    case "indexeddb": {
      if (hasProcess() !== (place.kind === "sqlite")) {
        const what = place.kind === "sqlite" ? "a folder" : "a browser's database";
        throw new SessionError(
          `Cannot load run: its token names ${what}, "${place.path}", which this runtime cannot ` +
            "open. Pass session",
        );
      }
      const { localSession } = await import("./local_session.ts");
      return await localSession({ path: place.path, notices });
    }
  }
}
