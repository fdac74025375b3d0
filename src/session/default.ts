/**
 * The session that is used when none is given. Browser-safe.
 *
 * @module
 */
import { awsSession, configuredRegion } from "./aws.ts";
import { SessionError } from "./caller.ts";
import { localSession } from "./local.ts";
import { hasProcess, readEnvironment } from "./runtime.ts";
import type { Session } from "./session.ts";

/** Where the local store is, unless told otherwise. */
const DEFAULT_FOLDER = "./runlog";

type Choice =
  | { readonly kind: "aws"; readonly region: string | undefined }
  | { readonly kind: "local"; readonly folder: string; readonly announce: boolean };

// One session a choice: every run of a process shares its store and its clients.
const sessions = new Map<string, Promise<Session>>();

/**
 * The session that is used when none is given, shared by the whole process:
 *
 * 1. `RUNLOG_SESSION=aws` or `RUNLOG_SESSION=local:{folder}` decides where it is set.
 * 2. Otherwise a configured AWS region (environment, profile, SageMaker job) means AWS. Missing
 *    credentials are then an error, never a silent change to the local store.
 * 3. Otherwise the local store in `./runlog/`, with one line on stderr that says so.
 *
 * @returns The session
 * @throws {SessionError} when RUNLOG_SESSION says neither, or in a browser without clients
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
    return { kind: "local", folder: wanted.slice("local:".length), announce: false };
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
    ? { kind: "local", folder: DEFAULT_FOLDER, announce: true }
    : { kind: "aws", region };
}

async function open(choice: Choice): Promise<Session> {
  if (choice.kind === "aws") return await awsSession({ region: choice.region });
  if (!hasProcess()) {
    throw new SessionError(
      "Cannot choose session: a browser needs one made with createSession or awsSession",
    );
  }
  const session = await localSession({ path: choice.folder });
  if (choice.announce) {
    console.error(
      `runlog: no AWS region is configured, so runs are recorded locally in ${choice.folder}/. ` +
        "Set AWS_REGION, or RUNLOG_SESSION=aws, to record to SageMaker",
    );
  }
  return session;
}
