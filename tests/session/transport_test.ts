import { ListExperimentsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { fetchTransport } from "../../src/session/transport.ts";
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

function s3Over(fetch: () => Promise<Response>): S3Client {
  return new S3Client({
    region: "local",
    endpoint: "http://runlog.local",
    forcePathStyle: true,
    credentials: CREDENTIALS,
    requestHandler: fetchTransport(fetch),
  });
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

for (const [name, fault] of FAULTS) {
  Deno.test(`fetchTransport() has the AWS SDK try three times after ${name}`, async () => {
    await using server = await faultServer(fault);
    await assertRejects(() => client(server.url, 200).send(new ListExperimentsCommand()));
    // A runtime may send a request again by itself; the SDK's attempts are three at least.
    assert(server.requests() >= 3, `${server.requests()} requests`);
  });

  Deno.test(`fetchTransport() succeeds at the attempt after ${name}`, async () => {
    await using server = await faultServer((socket, request) => {
      if (request === 0) fault(socket, request);
      else socket.end(answer(200, '{"ExperimentSummaries":[]}'));
    });
    const { ExperimentSummaries } = await client(server.url, 300).send(
      new ListExperimentsCommand(),
    );
    assertEquals(ExperimentSummaries, []);
  });
}

Deno.test("fetchTransport() tries again when nothing listens", async () => {
  const server = await faultServer(() => {});
  const { url } = server;
  await server[Symbol.asyncDispose]();
  const error = await assertRejects(() => client(url).send(new ListExperimentsCommand()), Error);
  // The SDK counts its attempts there.
  const { attempts } = (error as unknown as { $metadata: { attempts: number } }).$metadata;
  assertEquals([attempts, error.name], [3, "NetworkError"]);
});

Deno.test("fetchTransport()'s time limit closes the connection", async () => {
  await using server = await faultServer(() => {});
  const error = await assertRejects(
    () => client(server.url, 100).send(new ListExperimentsCommand()),
    Error,
  );
  assertEquals(error.name, "TimeoutError");
  for (let turn = 0; turn < 50 && server.open() > 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assertEquals(server.open(), 0);
});

Deno.test("fetchTransport() gives up at the caller's signal, once, with its reason", async () => {
  await using server = await faultServer(() => {});
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error("enough")), 50);
  const error = await assertRejects(
    () => client(server.url).send(new ListExperimentsCommand(), { abortSignal: abort.signal }),
    Error,
  );
  assertEquals(error.name, "AbortError");
  assertEquals(server.requests(), 1);
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
