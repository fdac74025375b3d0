import { ListExperimentsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { StandardRetryStrategy } from "@smithy/core/retry";
import { sendCommand } from "../../src/session/send_command.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import { awsRefusal } from "../support/scripted_aws.ts";

type Config = NonNullable<ConstructorParameters<typeof SageMakerClient>[0]>;

/** A client as its owner creates it, and the requests that it sends. */
function clientOf(
  respond: (attempt: number) => Response,
  config: Config = {},
): { readonly client: SageMakerClient; readonly headers: string[] } {
  const headers: string[] = [];
  const client = new SageMakerClient({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: fetchTransport((request) => {
      headers.push(request.headers.get("amz-sdk-request") ?? "");
      return Promise.resolve(respond(headers.length));
    }),
    ...config,
  });
  return { client, headers };
}

const send = (client: SageMakerClient, stop = new AbortController()): Promise<unknown> =>
  sendCommand(client, new ListExperimentsCommand(), stop.signal);

const throttled = (): Response =>
  new Response('{"__type":"ThrottlingException"}', {
    status: 400,
    headers: { "retry-after": "60" },
  });

for (const retryMode of ["standard", "adaptive"] as const) {
  // The test runner fails a test that leaves a timer.
  Deno.test(`the wait of a caller's own ${retryMode} client ends with the signal, and leaves no timer`, async () => {
    const { client } = clientOf(throttled, { retryMode });
    const before = client.middlewareStack.identify();
    const stop = new AbortController();
    const sent = Array.from({ length: 20 }, () => send(client, stop));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const started = performance.now();
    stop.abort(new Error("enough"));
    for (const one of await Promise.allSettled(sent)) {
      assert(one.status === "rejected");
      assertEquals([one.reason.name, one.reason.cause.message], ["AbortError", "enough"]);
    }
    assertLess(performance.now() - started, 2_000);
    assertEquals(client.middlewareStack.identify(), before);
  });
}

Deno.test("a caller's own client keeps its number of attempts, and the delays of its strategy", async () => {
  const asked: number[] = [];
  const backoff = {
    setDelayBase() {},
    computeNextBackoffDelay: (attempt: number) => {
      asked.push(attempt);
      return 1;
    },
  };
  const retryStrategy = new StandardRetryStrategy({ maxAttempts: 4, baseDelay: 1, backoff });
  const { client, headers } = clientOf(() => awsRefusal("InternalFailure", "x", 500), {
    retryStrategy,
  });
  await assertRejects(() => send(client), Error);
  assertEquals(headers.length, 4);
  assertEquals(asked, [0, 1, 2]);
});

Deno.test("a retry strategy of the caller's own class decides alone", async () => {
  class Once extends StandardRetryStrategy {
    override refreshRetryTokenForRetry(): never {
      throw new Error("no more");
    }
  }
  const { client, headers } = clientOf(() => awsRefusal("InternalFailure", "x", 500), {
    retryStrategy: new Once(4),
  });
  await assertRejects(() => send(client), Error);
  assertEquals(headers.length, 1);
});

Deno.test("the requests of a caller's own client share one budget of retries", async () => {
  const { client, headers } = clientOf(() => awsRefusal("InternalFailure", "x", 500), {
    retryStrategy: new StandardRetryStrategy({
      maxAttempts: 3,
      baseDelay: 1,
      backoff: { setDelayBase() {}, computeNextBackoffDelay: () => 0 },
    }),
  });
  const requests = 120;
  for (let sent = 0; sent < requests; sent++) await assertRejects(() => send(client), Error);
  // 500 units at 5 a repetition.
  assertEquals(headers.length, requests + 100);
});

Deno.test("a caller's own adaptive client is paced once it was throttled, and a standard one is not", async () => {
  for (const retryMode of ["standard", "adaptive"] as const) {
    const { client, headers } = clientOf(
      (attempt) =>
        attempt === 1
          ? awsRefusal("ThrottlingException", "slower")
          : new Response('{"ExperimentSummaries":[]}'),
      { retryMode },
    );
    await send(client);
    const before = headers.length;
    const stop = new AbortController();
    const sent = Array.from({ length: 100 }, () => send(client, stop));
    const all = Promise.allSettled(sent);
    if (retryMode === "standard") await all;
    else await Promise.race(sent);
    stop.abort();
    await all;
    const passed = headers.length - before;
    assert(retryMode === "standard" ? passed === 100 : passed < 50, `${retryMode}: ${passed}`);
  }
});
