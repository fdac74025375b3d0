import { assert, assertEquals, assertInstanceOf, assertMatch, assertRejects } from "@std/assert";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { awsSession, createSession, DeliveryError, type Session, startRun } from "../../mod.ts";
import {
  type Exchange,
  type FaultyProxy,
  faultyProxy,
  pass,
  wireAnswer,
} from "../faults/faulty_proxy.ts";
import { serviceSession } from "../../src/local.ts";
import { memoryLogger } from "../support/loggers.ts";
import { temporaryService } from "../support/services.ts";

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const JSON_TYPE = { "content-type": "application/json" };
/** Shorter than the first call of either kind takes with its own retries. */
const LIMIT_MS = 400;

interface Turn {
  readonly behave: (exchange: Exchange, proxy: FaultyProxy) => void;
  /** What is told of one operation, after its host. */
  readonly told: RegExp;
  readonly cause: string;
}

const TURNS: Readonly<Record<string, Turn>> = {
  "throttles": {
    behave: ({ socket }) =>
      void socket.write(wireAnswer(400, '{"__type":"ThrottlingException"}', JSON_TYPE)),
    told:
      /failed \(\d+ (try|tries) in \d\.\d s\), most recently with ThrottlingException.*Try again later/,
    cause: "ThrottlingException",
  },
  "refuses connections": {
    behave: (_exchange, proxy) => proxy.refuse(),
    told:
      /failed \(\d+ (try|tries) in \d\.\d s\), most recently with \w*Error: .*(refused|ECONNREFUSED).*Check the/,
    cause: "Error",
  },
  "never answers": {
    behave: () => {},
    told: /got no answer \(\d+ (try|tries) in \d\.\d s\)\. Check the endpoint.*longer timeoutMs/,
    cause: "",
  },
};

/** Sessions of this library's clients, and of a caller's own with the SDK's retry. */
const SESSIONS: Readonly<Record<string, (endpoint: string) => Promise<Session> | Session>> = {
  "awsSession": (endpoint) =>
    awsSession({
      region: "us-east-1",
      endpoint,
      credentials: CREDENTIALS,
      logger: memoryLogger(),
    }),
  "createSession": (endpoint) =>
    createSession({
      sagemaker: new SageMakerClient({ region: "us-east-1", endpoint, credentials: CREDENTIALS }),
      logger: memoryLogger(),
    }),
};

for (const [door, open] of Object.entries(SESSIONS)) {
  for (const [what, { behave, told, cause }] of Object.entries(TURNS)) {
    Deno.test(`a limit of ${door} that passes while an endpoint ${what} tells operation, endpoint, attempts and reason`, async () => {
      await using service = await temporaryService();
      let hasTurned = false;
      await using proxy = await faultyProxy(
        service.fetch,
        (exchange, proxy) => (hasTurned ? behave(exchange, proxy) : pass(exchange)),
      );
      await using session = await open(proxy.url);
      const run = await startRun({ experimentName: "late", session, captureEnvironment: false });
      // The modules of a first delivery are loaded.
      run.logMetric("loss", 1);
      await run.flush();
      hasTurned = true;
      run.logMetric("loss", 2);
      run.logParameter("late", 1);
      const { host } = new URL(proxy.url);
      const late = await assertRejects(() => run.flush({ timeoutMs: LIMIT_MS }), DOMException);
      assertEquals(late.name, "TimeoutError");
      assert(late.message.includes(`within ${LIMIT_MS} ms: BatchPutMetrics at ${host} `));
      assert(late.message.includes(`; UpdateTrialComponent at ${host} `), late.message);
      for (const text of late.message.split("; ")) assertMatch(text, told);
      const { cause: failure } = late;
      assert((failure instanceof Error ? failure.name : "").endsWith(cause));
      const lost = await assertRejects(() => run.close({ timeoutMs: LIMIT_MS }), DeliveryError);
      for (const name of ["loss", "status"]) {
        const one = lost.undelivered.find((item) => item.name === name);
        assertEquals(one?.reason, "TimeoutError");
        assertMatch(one?.detail ?? "", told);
        assertInstanceOf(one?.cause, Error);
        assert(one.cause.name.endsWith(cause || "TimeoutError"));
        assert(lost.message.includes(one.detail ?? "no detail"), lost.message);
      }
    });
  }
}

Deno.test("a limit that passes without a known attempt tells to wait longer", async () => {
  await using service = await temporaryService();
  const local = await serviceSession(service);
  const metrics = { largestBatch: 10, concurrency: 1, put: () => new Promise<never>(() => {}) };
  const session = { ...local, metrics };
  const run = await startRun({ experimentName: "late", session });
  run.logMetric("loss", 1);
  const late = await assertRejects(() => run.flush({ timeoutMs: 50 }), DOMException);
  assertMatch(late.message, /within 50 ms\. Pass a longer timeoutMs$/);
  assertEquals(late.cause, undefined);
  const lost = await assertRejects(() => run.close({ timeoutMs: 50 }), DeliveryError);
  assertMatch(lost.message, /1 point of "loss": TimeoutError \(Not delivered to .* within 50 ms\./);
});
