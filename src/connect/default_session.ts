/**
 * Chooses and opens the default session.
 *
 * @module
 */
import { awsSession } from "./aws_session.ts";
import { SessionError } from "../session/session_error.ts";
import { hasProcess, readEnvironment } from "../runtime.ts";
import { hasNotices } from "../session/notices.ts";
import type { Session, SessionLike } from "../session/session.ts";
import { checkArgument } from "../options.ts";
import { OPEN_SESSION } from "../kinds.ts";

type Choice =
  | { readonly kind: "aws"; readonly region: string | undefined }
  | { readonly kind: "local"; readonly path: string | undefined; readonly announce: boolean };

// One session per choice: every run of a process shares its store and its clients.
const sessions = new Map<string, Promise<Session>>();

/**
 * Returns the default session, which the whole process shares. runlog chooses it in this order:
 *
 * 1. `RUNLOG_SESSION=aws` or `RUNLOG_SESSION=local:{folder}`, if set.
 * 2. AWS, if an AWS region is configured (environment, profile, SageMaker job) or AWS_PROFILE is set.
 *    A missing region, profile or credential is then an error: runlog never falls back to the local
 *    store silently. Running on a machine in AWS is not enough: runlog does not query its metadata
 *    service.
 * 3. Otherwise the local store: `./runlog/`, or IndexedDB in browsers. One line on stderr reports it;
 *    RUNLOG_NOTICES=0 turns the line off.
 *
 * @returns The session
 * @throws {SessionError} If RUNLOG_SESSION has another value, AWS is configured without a region or
 * with a profile that does not exist, or the runtime does not support a local store
 *
 * @example
 * ```ts
 * import { defaultSession, listRuns } from "@runlog/sagemaker";
 *
 * const session = await defaultSession();
 * for await (const run of listRuns({ experimentName: "demo", session })) console.log(run.runName);
 * ```
 */
export async function defaultSession(): Promise<Session> {
  const choice = await choose();
  const key = JSON.stringify(choice);
  let session = sessions.get(key);
  if (!session) {
    session = open(choice);
    sessions.set(key, session);
    session.catch(() => sessions.delete(key));
  }
  return await session;
}

/**
 * Returns the session of a call's options, or the default session.
 *
 * @throws {ArgumentError} If the promise that was passed resolves to something else
 * @throws the reason of that promise, if it is rejected
 */
export async function sessionOf(
  { session }: { readonly session?: SessionLike | undefined },
): Promise<Session> {
  return session === undefined ? await defaultSession() : await openedSession("session", session);
}

/**
 * Returns a session that was passed, or the one that a promise resolves to.
 *
 * @param argument Name of the argument, for errors
 */
export async function openedSession(argument: string, session: SessionLike): Promise<Session> {
  const opened = await session;
  checkArgument("Cannot use session", argument, opened, OPEN_SESSION);
  return opened;
}

async function choose(): Promise<Choice> {
  const wanted = readEnvironment("RUNLOG_SESSION");
  if (wanted === "aws") return { kind: "aws", region: undefined };
  if (wanted === "local" || wanted?.startsWith("local:") && wanted.length > "local:".length) {
    return { kind: "local", path: wanted.slice("local:".length) || undefined, announce: false };
  }
  if (wanted !== undefined) {
    throw new SessionError(
      `Cannot choose session: RUNLOG_SESSION must be "aws", "local" or "local:{folder}", got ${
        JSON.stringify(wanted)
      }`,
    );
  }
  const local = { kind: "local", path: undefined, announce: hasNotices() } as const;
  // A page has no AWS settings, and would wait for the code that reads them.
  if (!hasProcess()) return local;
  const { readAwsSettings } = await import("./aws_settings.ts");
  const { region, profile } = await readAwsSettings();
  // A named profile means AWS, even without a region: that is reported as an error.
  return region === undefined && profile === undefined ? local : { kind: "aws", region };
}

async function open(choice: Choice): Promise<Session> {
  if (choice.kind === "aws") return await awsSession({ region: choice.region });
  const [{ DEFAULT_PATH, localSession }, announcing] = await Promise.all([
    import("./local_session.ts"),
    choice.announce ? import("./announce_store.ts") : undefined,
  ]);
  const session = await localSession({ path: choice.path });
  announcing?.announceStore(choice.path ?? DEFAULT_PATH);
  return session;
}
