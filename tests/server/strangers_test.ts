import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  GetObjectCommand,
  ListBucketsCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import {
  ListExperimentsCommand,
  SageMakerClient,
  SageMakerServiceException,
} from "@aws-sdk/client-sagemaker";
import { awsSession, withRun } from "../../mod.ts";
import { type ServedLocal, serveLocal } from "../../src/server/serve_local.ts";
import { newSecret } from "../../src/server/secret.ts";
import { keysOf } from "../support/reach.ts";
import { temporaryService } from "../support/services.ts";

/** One request of each protocol that a served store answers, and the error that a stranger gets. */
const REQUESTS: readonly (readonly [string, RequestInit, RegExp])[] = [
  [
    "/",
    { method: "POST", headers: { "x-amz-target": "SageMaker.ListExperiments" }, body: "{}" },
    /"__type":"UnrecognizedClientException"/,
  ],
  [
    "/BatchPutMetrics",
    { method: "PUT", headers: { "content-type": "application/json" }, body: "{}" },
    /"__type":"UnrecognizedClientException"/,
  ],
  [
    "/",
    {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Action=GetCallerIdentity",
    },
    /<Code>InvalidAccessKeyId<\/Code>/,
  ],
  ["/", {}, /<Code>InvalidAccessKeyId<\/Code>/],
  ["/bucket", { method: "PUT" }, /<Code>InvalidAccessKeyId<\/Code>/],
  ["/bucket/key", { method: "DELETE" }, /<Code>InvalidAccessKeyId<\/Code>/],
  ["/bucket/key", { method: "HEAD" }, /^$/],
];

const signedBy = (key: string): string =>
  `AWS4-HMAC-SHA256 Credential=${key}/20260101/local/s3/aws4_request, SignedHeaders=host, Signature=0`;

async function ask(
  { url }: ServedLocal,
  path: string,
  init: RequestInit,
  authorization?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = new Headers(init.headers);
  if (authorization !== undefined) headers.set("authorization", authorization);
  const answer = await fetch(`${url}${path}`, { ...init, headers });
  return { status: answer.status, text: await answer.text() };
}

Deno.test("serveLocal wants a token on loopback too, and says so in each client's protocol", async () => {
  await using service = await temporaryService();
  await using server = await serveLocal(service);
  const { token = "" } = server;
  assertMatch(token, /^[0-9a-f]{64}$/);
  // Other users of the machine see none of these, but can guess the second.
  const strangers = [undefined, signedBy("local"), "Bearer local", signedBy(newSecret())];
  for (const [path, init, error] of REQUESTS) {
    for (const stranger of strangers) {
      const { status, text } = await ask(server, path, init, stranger);
      assertEquals(status, 403, `${init.method} ${path} by ${stranger}`);
      assertMatch(text, error);
      assert(!text.includes(token));
    }
  }
  assertEquals((await ask(server, "/bucket", { method: "GET" }, `Bearer ${token}`)).status, 404);
});

Deno.test("serveLocal makes another token each time, takes one, and has none with `token: false`", async () => {
  await using service = await temporaryService();
  await using one = await serveLocal(service);
  await using other = await serveLocal(service, { token: undefined });
  assert(one.token !== other.token);
  const token = newSecret();
  await using given = await serveLocal(service, { token });
  assertEquals([given.token, given.environment["AWS_ACCESS_KEY_ID"]], [token, token]);
  await using open = await serveLocal(service, { token: false });
  assertEquals([open.token, open.environment["AWS_ACCESS_KEY_ID"]], [undefined, "local"]);
  for (const [path, init] of REQUESTS) {
    assert((await ask(open, path, init)).status !== 403, `${init.method} ${path}`);
  }
});

Deno.test("serveLocal knows the token in every form in which S3 clients sign", async () => {
  await using service = await temporaryService();
  await using server = await serveLocal(service);
  const { token = "" } = server;
  const V4A = `AWS4-ECDSA-P256-SHA256 Credential=${token}/20260101/s3/aws4_request, Signature=0`;
  const FORMS: readonly (readonly [string, string | undefined])[] = [
    ["/", signedBy(token)],
    ["/", V4A],
    [
      "/",
      `AWS4-HMAC-SHA256 SignedHeaders=host,Credential=${token}/20260101/local/s3/x,Signature=0`,
    ],
    ["/", `AWS ${token}:signature`],
    ["/", `Bearer ${token}`],
    [`/?X-Amz-Credential=${token}%2F20260101%2Flocal%2Fs3%2Faws4_request`, undefined],
    [`/?AWSAccessKeyId=${token}&Signature=a&Expires=4102444800`, undefined],
  ];
  for (const [path, authorization] of FORMS) {
    assertEquals((await ask(server, path, {}, authorization)).status, 200, authorization ?? path);
    const wrong = [path, authorization ?? ""].map((one) => one.replace(token, newSecret()));
    const { status } = await ask(server, wrong[0] ?? "", {}, wrong[1] || undefined);
    assertEquals(status, 403, `not ${authorization ?? path}`);
  }
  // A header that says another name is not overruled by the address.
  const both = await ask(server, FORMS[5]?.[0] ?? "", {}, signedBy("local"));
  assertEquals(both.status, 403);
});

Deno.test("the AWS SDK for JavaScript works with the token, and names the error without it", async () => {
  await using service = await temporaryService();
  await using server = await serveLocal(service);
  const clientsFor = (credentials: ReturnType<typeof keysOf>) => {
    const options = { region: "local", endpoint: server.url, credentials, maxAttempts: 1 };
    return { sagemaker: new SageMakerClient(options), s3: new S3Client(options) };
  };
  const known = clientsFor(keysOf(server));
  assertEquals(
    (await known.sagemaker.send(new ListExperimentsCommand({}))).ExperimentSummaries,
    [],
  );
  assertEquals((await known.s3.send(new ListBucketsCommand({}))).Buckets ?? [], []);
  const stranger = clientsFor({ accessKeyId: "local", secretAccessKey: "local" });
  const refused = await stranger.sagemaker.send(new ListExperimentsCommand({})).catch((e) => e);
  assert(refused instanceof SageMakerServiceException);
  assertEquals(refused.name, "UnrecognizedClientException");
  assertMatch(refused.message, /AWS_ACCESS_KEY_ID/);
  const get = new GetObjectCommand({ Bucket: "bucket", Key: "key" });
  const missing = await stranger.s3.send(get).catch((e) => e);
  assert(missing instanceof S3ServiceException);
  assertEquals(missing.name, "InvalidAccessKeyId");
  for (const { sagemaker, s3 } of [known, stranger]) {
    sagemaker.destroy();
    s3.destroy();
  }
});

Deno.test("runlog records to a served store with its token", async () => {
  await using service = await temporaryService();
  await using server = await serveLocal(service);
  const { AWS_REGION: region = "", AWS_ENDPOINT_URL: endpoint = "" } = server.environment;
  const session = await awsSession({ region, endpoint, credentials: keysOf(server) });
  await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 0.5));
  await session[Symbol.asyncDispose]();
});
