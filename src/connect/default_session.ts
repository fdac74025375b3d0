/**
 * The session that is used when none is given. Browser-safe.
 *
 * @module
 */
import { awsSession, configuredRegion } from "./aws_session.ts";
import { SessionError } from "../session/caller.ts";
import { hasProcess, readEnvironment } from "../runtime.ts";
import type { Session } from "../session/session.ts";

type Choice =
  | { readonly kind: "aws"; readonly region: string | undefined }
  | { readonly kind: "local"; readonly path: string | undefined; readonly announce: boolean };

// One session a choice: every run of a process shares its store and its clients.
const sessions = new Map<string, Promise<Session>>();

/**
 * The session that is used when none is given, shared by the whole process:
 *
 * 1. `RUNLOG_SESSION=aws` or `RUNLOG_SESSION=local:{folder}` decides where it is set.
 * 2. Otherwise a configured AWS region (environment, profile, SageMaker job) means AWS. Missing
 *    credentials are then an error, never a silent change to the local store.
 * 3. Otherwise the local store, with one line on the console that says so: in `./runlog/`, or in a
 *    browser in IndexedDB.
 *
 * @returns The session
 * @throws {SessionError} when RUNLOG_SESSION says neither, or nothing can keep a local store
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

async function choose(): Promise<Choice> {
  const wanted = readEnvironment("RUNLOG_SESSION");
  if (wanted === "aws") return { kind: "aws", region: undefined };
  if (wanted?.startsWith("local:") && wanted.length > "local:".length) {
    return { kind: "local", path: wanted.slice("local:".length), announce: false };
  }
  if (wanted !== undefined) {
    throw new SessionError(
      `Cannot choose session: RUNLOG_SESSION must be "aws" or "local:{folder}": current value is ${
        JSON.stringify(wanted)
      }`,
    );
  }
  const region = await configuredRegion();
  return region === undefined
    ? { kind: "local", path: undefined, announce: true }
    : { kind: "aws", region };
}

async function open(choice: Choice): Promise<Session> {
  if (choice.kind === "aws") return await awsSession({ region: choice.region });
  const { localSession } = await import("./local_session.ts");
  const session = await localSession({ path: choice.path });
  if (choice.announce) announce(session.store?.location?.path ?? session.location);
  return session;
}

function announce(folder: string): void {
  if (hasProcess()) {
    console.error(
      `runlog: no AWS region is configured, so runs are recorded locally in ${folder}/. ` +
        "Set AWS_REGION, or RUNLOG_SESSION=aws, to record to SageMaker",
    );
  } else {
    console.info(
      `runlog: no session was given, so runs are recorded in this browser (IndexedDB "${folder}"). ` +
        "Give one made with awsSession or createSession to record to SageMaker",
    );
  }
}
