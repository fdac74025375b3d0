import { ListExperimentsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { Readable } from "node:stream";
import { assert, assertEquals, assertLess, assertRejects } from "@std/assert";
import { RateLimiter } from "../../src/session/rate_limiter.ts";
import { retrying, retryWithSignals } from "../../src/session/sdk_retry.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import { watchPace } from "../support/pace.ts";
import { awsRefusal } from "../support/scripted_aws.ts";

function clientOf(respond: (attempt: number) => Response): {
  readonly client: SageMakerClient;
  readonly headers: string[];
} {
  const headers: string[] = [];
  const client = new SageMakerClient({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: fetchTransport((request) => {
      headers.push(request.headers.get("amz-sdk-request") ?? "");
      return Promise.resolve(respond(headers.length));
    }),
  });
  retryWithSignals(client);
  return { client, headers };
}

const LIST = '{"ExperimentSummaries":[]}';

Deno.test("a client tries three times what may pass, says so to the service, and counts on the answer", async () => {
  const { client, headers } = clientOf((attempt) =>
    attempt < 3 ? awsRefusal("InternalFailure", "x", 500) : new Response(LIST)
  );
  const { $metadata } = await client.send(new ListExperimentsCommand());
  assertEquals([$metadata.attempts, headers], [3, [
    "attempt=1; max=3",
    "attempt=2; max=3",
    "attempt=3; max=3",
  ]]);
});

Deno.test("a client tries three times what does not pass, and then throws", async () => {
  const { client, headers } = clientOf(() => awsRefusal("InternalFailure", "x", 500));
  await assertRejects(() => client.send(new ListExperimentsCommand()), Error);
  assertEquals(headers.length, 3);
});

Deno.test("a client tries once what stays as it is", async () => {
  const { client, headers } = clientOf(() => awsRefusal("ValidationException"));
  await assertRejects(() => client.send(new ListExperimentsCommand()), Error);
  assertEquals(headers.length, 1);
});

Deno.test("a client whose requests all fail stops to repeat them: an outage is no storm", async () => {
  const { client, headers } = clientOf(() => awsRefusal("InternalFailure", "x", 500));
  const requests = 120;
  for (let sent = 0; sent < requests; sent++) {
    await assertRejects(() => client.send(new ListExperimentsCommand()), Error);
  }
  // 500 units at 5 a repetition.
  assertEquals(headers.length, requests + 100);
});

Deno.test("a request's signal ends its wait for another attempt at once, and leaves no timer", async () => {
  const { client, headers } = clientOf(() =>
    new Response('{"__type":"ThrottlingException"}', {
      status: 400,
      headers: { "retry-after": "60" },
    })
  );
  const stop = new AbortController();
  const sent = client.send(new ListExperimentsCommand(), { abortSignal: stop.signal });
  // Then it has its answer, and waits.
  while (headers.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 100));
  using pace = watchPace();
  stop.abort(new Error("enough"));
  const error = await assertRejects(() => sent, Error);
  assertEquals([error.name, (error.cause as Error).message], ["AbortError", "enough"]);
  assertLess(pace.ownMs(), 2_000);
});

Deno.test("a rate that was never throttled holds nobody up, and one that was lets through what it may", async () => {
  let now = 0;
  const limiter = new RateLimiter(() => now);
  const free = async (): Promise<boolean> => {
    const stop = new AbortController();
    const turn = limiter.turn(stop.signal).then(() => true, () => false);
    await Promise.resolve();
    stop.abort();
    return await turn;
  };
  for (let request = 0; request < 1_000; request++) assert(await free());
  // A hundred requests a second are seen, and throttled.
  for (let request = 0; request < 100; request++) {
    now += 10;
    limiter.learn(false);
  }
  limiter.learn(true);
  let through = 0;
  for (let tick = 0; tick < 1_000; tick++) {
    now += 1;
    if (await free()) through++;
  }
  assert(through > 40 && through < 100, `${through} in a second after throttling at 100`);
});

Deno.test("a stream is sent once, and a body that can be read again as often as the client allows", async () => {
  const bodies = {
    text: ["{}", 3],
    bytes: [new Uint8Array(2), 3],
    "web stream": [new ReadableStream(), 1],
    "stream of Node": [Readable.from(["{}"]), 1],
  } as const;
  for (const [kind, [body, expected]] of Object.entries(bodies)) {
    let sent = 0;
    const send = retrying({ maxAttempts: () => Promise.resolve(3), delayMs: () => 0 })(() => {
      sent++;
      return Promise.reject(Object.assign(new Error("busy"), { $retryable: {} }));
    }, {});
    await assertRejects(() => send({ input: {}, request: { headers: {}, body } }), Error, "busy");
    assertEquals(sent, expected, kind);
  }
});
