import { ListExperimentsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { HttpRequest } from "@smithy/core/protocols";
import { assert, assertEquals, assertExists, assertRejects } from "@std/assert";
import { type Fetch, fetchTransport } from "../../src/session/transport.ts";
import { answer, type Fault, faultServer } from "../support/fault_server.ts";

const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };

function client(endpoint: string, timeoutMs = 5_000): SageMakerClient {
  return new SageMakerClient({
    region: "local",
    endpoint,
    credentials: CREDENTIALS,
    maxAttempts: 3,
    requestHandler: fetchTransport(fetch, { timeoutMs }),
  });
}

function s3Over(fetch: Fetch, endpoint = "http://runlog.local"): S3Client {
  return new S3Client({
    region: "local",
    endpoint,
    forcePathStyle: true,
    credentials: CREDENTIALS,
    requestHandler: fetchTransport(fetch),
  });
}

/** How often the SDK tried: it notes that on its errors. */
function attemptsOf(error: Error): number {
  return (error as Error & { $metadata: { attempts: number } }).$metadata.attempts;
}

/** Waits for what the server is about to see. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !condition(); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert(condition(), `${condition} in time`);
}

const FAULTS: readonly (readonly [string, Fault])[] = [
  ["a connection reset before the answer", (socket) => socket.resetAndDestroy()],
  ["a connection closed before the answer", (socket) => socket.end()],
  ["an answer that breaks off", (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{", () => socket.resetAndDestroy());
  }],
  ["no answer within the time limit", () => {}],
  ["throttling", (socket) => socket.end(answer(400, '{"__type":"ThrottlingException"}'))],
  ["an internal failure", (socket) => socket.end(answer(500, '{"__type":"InternalFailure"}'))],
];

/** Only what gets no answer has to wait for the limit: a busy machine may be late with the others. */
function clientFor(fault: string, endpoint: string): SageMakerClient {
  return client(endpoint, fault.startsWith("no answer") ? 1_000 : 60_000);
}

for (const [name, fault] of FAULTS) {
  Deno.test(`fetchTransport() has the AWS SDK try three times after ${name}`, async () => {
    await using server = await faultServer(fault);
    const error = await assertRejects(
      () => clientFor(name, server.url).send(new ListExperimentsCommand()),
      Error,
    );
    assertEquals(attemptsOf(error), 3);
    // A runtime may send a request again by itself, so the server may see more.
    assert(server.requests() >= 3, `${server.requests()} requests`);
  });

  Deno.test(`fetchTransport() succeeds at the attempt after ${name}`, async () => {
    await using server = await faultServer((socket, request) => {
      if (request === 0) fault(socket, request);
      else socket.end(answer(200, '{"ExperimentSummaries":[]}'));
    });
    const { ExperimentSummaries } = await clientFor(name, server.url)
      .send(new ListExperimentsCommand());
    assertEquals(ExperimentSummaries, []);
  });
}

Deno.test("fetchTransport() tries again when nothing listens", async () => {
  const server = await faultServer(() => {});
  const { url } = server;
  await server[Symbol.asyncDispose]();
  const error = await assertRejects(() => client(url).send(new ListExperimentsCommand()), Error);
  assertEquals([attemptsOf(error), error.name], [3, "NetworkError"]);
});

Deno.test("fetchTransport()'s time limit closes the connection", async () => {
  await using server = await faultServer(() => {});
  const error = await assertRejects(
    () => client(server.url, 100).send(new ListExperimentsCommand()),
    Error,
  );
  assertEquals(error.name, "TimeoutError");
  await until(() => server.open() === 0);
});

Deno.test("fetchTransport() gives up at the caller's signal with an AbortError that holds its reason", async () => {
  await using server = await faultServer(() => {});
  const { hostname, port } = new URL(server.url);
  const address = { protocol: "http:", hostname, port: Number(port), path: "/", headers: {} };
  const reason = new Error("enough");
  const abort = new AbortController();
  const sent = fetchTransport(fetch).handle({ method: "POST", ...address }, {
    abortSignal: abort.signal,
  });
  await until(() => server.requests() === 1);
  abort.abort(reason);
  const error = await assertRejects(() => sent, Error);
  assertEquals([error.name, "$retryable" in error], ["AbortError", false]);
  assert(error.cause === reason);
  await until(() => server.open() === 0);
});

Deno.test("the AWS SDK sends nothing again after the caller's signal", async () => {
  await using server = await faultServer(() => {});
  const abort = new AbortController();
  const sent = client(server.url).send(new ListExperimentsCommand(), {
    abortSignal: abort.signal,
  });
  await until(() => server.requests() === 1);
  abort.abort();
  const error = await assertRejects(() => sent, Error);
  assertEquals(error.name, "AbortError");
  // The SDK rejects at once, so a further attempt would come later: after 100 ms at most.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assertEquals([server.requests(), server.open()], [1, 0]);
});

Deno.test("fetchTransport() gives a download's first bytes while the server holds back the rest", async () => {
  let sendRest = (): void => {};
  await using server = await faultServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nfirst");
    sendRest = () => void socket.end("later");
  });
  const s3 = s3Over(fetch, server.url);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "key" }));
  assertExists(Body);
  const text: string[] = [];
  for await (const chunk of Body.transformToWebStream().pipeThrough(new TextDecoderStream())) {
    text.push(chunk);
    sendRest();
  }
  assertEquals(text, ["first", "later"]);
});

Deno.test("fetchTransport() streams what is downloaded", async () => {
  const chunks = 40;
  let sent = 0;
  const s3 = s3Over(() => {
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ === chunks) controller.close();
        else controller.enqueue(new Uint8Array(1_000));
      },
    }, { highWaterMark: 0 });
    return Promise.resolve(new Response(body));
  });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "key" }));
  assert(sent < chunks);
  assertEquals((await Body?.transformToByteArray())?.length, chunks * 1_000);
});

Deno.test("fetchTransport() gives an empty download as an empty stream", async () => {
  const s3 = s3Over(() => Promise.resolve(new Response(null)));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "key" }));
  assertEquals(await Body?.transformToString(), "");
});

Deno.test("fetchTransport() sends no path that would be resolved to another", async () => {
  let sent = 0;
  const s3 = s3Over(() => {
    sent++;
    return Promise.resolve(new Response(null));
  });
  for (const Key of ["../other/key", "a/../b", "a/./b", ".."]) {
    const error = await assertRejects(
      () => s3.send(new GetObjectCommand({ Bucket: "bucket", Key })),
      Error,
    );
    assertEquals(error.name, "InvalidPath");
  }
  assertEquals(sent, 0);
});

/** A request as the AWS SDK hands it to its transport. */
function sdkRequest(method = "GET"): HttpRequest {
  const url = { protocol: "http:", hostname: "runlog.local", path: "/bucket/key" };
  return new HttpRequest({ ...url, method, headers: { host: "runlog.local" }, query: {} });
}

Deno.test("a caller's signal ends a request that gets no answer, and leaves nothing behind", async () => {
  let isAborted = false;
  const { handle } = fetchTransport((request) => {
    request.signal.addEventListener("abort", () => isAborted = true);
    return new Promise(() => {});
  }, { timeoutMs: 3_600_000 });
  const stop = new AbortController();
  const sent = handle(sdkRequest(), { abortSignal: stop.signal });
  setTimeout(() => stop.abort(new Error("enough")), 10);
  const error = await assertRejects(() => sent, Error);
  // The test runner fails a test that leaves its timer.
  assertEquals([error.name, isAborted], ["AbortError", true]);
});

Deno.test("a download that stalls fails after the limit, and one that goes on slowly does not", async () => {
  const chunks = (pauseMs: number): Response => {
    let sent = 0;
    return new Response(
      new ReadableStream({
        async pull(controller) {
          if (sent === 3 && pauseMs === Infinity) return await new Promise(() => {});
          if (sent === 6) return controller.close();
          if (pauseMs !== Infinity) await new Promise((resolve) => setTimeout(resolve, pauseMs));
          sent++;
          controller.enqueue(new Uint8Array(10));
        },
      }, { highWaterMark: 0 }),
    );
  };
  const read = async (pauseMs: number, timeoutMs: number): Promise<number> => {
    const { handle } = fetchTransport(() => Promise.resolve(chunks(pauseMs)), { timeoutMs });
    const { response: { body } } = await handle(sdkRequest());
    // The transport's body of a download.
    const bytes = await new Response(body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer();
    return bytes.byteLength;
  };
  const error = await assertRejects(() => read(Infinity, 100), Error);
  assertEquals(error.name, "TimeoutError");
  // Six pauses together take longer than the limit of each.
  assertEquals(await read(200, 1_000), 60);
});
