import { awsSession, type AwsSessionOptions, type Session } from "../../mod.ts";
import type { LocalService } from "../../src/local.ts";

/** Turns of the event loop, of a millisecond or more, until a call is answered. */
const TURNS = 20;

/** Operations that change nothing. */
export const READS =
  /^(?:Describe|List|Search|Query|BatchGet|GET \/|HEAD \/|POST \/BatchGetMetrics)/;

/** A request, as a script sees it. */
export interface ScriptedCall {
  /** SageMaker's operation, or method and path of another service's. */
  readonly operation: string;
  /** The request's JSON, where it has some. */
  readonly members: Record<string, unknown>;
}

/** Answers a call in the service's place; undefined lets the service answer. */
export type Answer = (call: ScriptedCall) => Response | undefined | Promise<Response | undefined>;

/** A session whose calls are noted, and may be answered by a script, before a local service. */
export interface ScriptedAws {
  /** The session. */
  readonly session: Session;
  /** Every call so far. */
  readonly calls: readonly ScriptedCall[];
  /** Longest chain of calls that waited for one another. */
  readonly depth: () => number;
  /** Forgets calls and depth. */
  readonly reset: () => void;
}

/** Options of {@linkcode scriptedAws}. */
export interface ScriptedAwsOptions
  extends Pick<AwsSessionOptions, "logger" | "notices" | "maxAttempts"> {
  /** Turns of the event loop until a call is answered; 0 where `depth` is not asked for. */
  readonly turns?: number;
}

/** Puts a script before a local service. */
export async function scriptedAws(
  service: LocalService,
  answer: Answer = () => undefined,
  { turns = TURNS, ...options }: ScriptedAwsOptions = {},
): Promise<ScriptedAws> {
  const calls: ScriptedCall[] = [];
  let finished = 0;
  let deepest = 0;
  const session = await awsSession({
    region: "local",
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
    notices: false,
    ...options,
    async fetch(request) {
      const copy = request.clone();
      const target = request.headers.get("x-amz-target")?.replace("SageMaker.", "");
      const { pathname } = new URL(request.url);
      const isCall = target !== undefined || /^\/Batch(Put|Get)Metrics$/.test(pathname);
      const call = {
        operation: target ?? `${request.method} ${pathname}`,
        members: isCall ? await copy.json() : {},
      };
      calls.push(call);
      // A call that starts after n others have ended one behind the other is the n+1st in its chain.
      const depth = finished + 1;
      // Calls that wait for nothing come within these turns, however long they are on a busy machine.
      for (let turn = 0; turn < turns; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const response = await answer(call) ?? await service.fetch(request);
      finished = Math.max(finished, depth);
      deepest = Math.max(deepest, depth);
      return response;
    },
  });
  return {
    session,
    calls,
    depth: () => deepest,
    reset() {
      calls.length = 0;
      finished = deepest = 0;
    },
  };
}

/** A refusal in AWS's form. */
export function awsRefusal(code: string, message = code, status = 400): Response {
  return Response.json({ __type: code, message }, {
    status,
    headers: { "content-type": "application/x-amz-json-1.1" },
  });
}
