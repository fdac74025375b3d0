import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { awsSession, startRun } from "../../mod.ts";
import { AttemptLog } from "../../src/session/attempt_log.ts";
import { omitCredentials } from "../../src/session/omit_credentials.ts";
import { fetchTransport } from "../../src/session/transport.ts";
import fc from "../support/fast_check.ts";
import { memoryLogger } from "../support/loggers.ts";

const CANARY = {
  accessKeyId: "AKIACANARYCANARY0000",
  secretAccessKey: "secret-canary-secret-canary",
  sessionToken: "session/canary+session==",
};
const SECRET = /session\/canary|73657373696f6e2f63616e617279/i;

/** Ways in which a service may quote a header field of a signed request. */
const FORMS: readonly ((name: string, value: string) => string)[] = [
  (name, value) => `The canonical string was 'POST\n/\n${name}:${value}\n\nhost;x-amz-date'`,
  (name, value) => JSON.stringify({ headers: { [name]: value } }),
  (name, value) => JSON.stringify({ message: JSON.stringify({ headers: { [name]: value } }) }),
  (name, value) => `https://host/?${name}=${encodeURIComponent(value)}&X-Amz-Date=1`,
  (name, value) => `<CanonicalRequest>GET\n/\n${name}:${value}</CanonicalRequest>`,
  (name, value) => `${name} : ${value}, x-amz-date: 1`,
  (name, value) => `{ '${name}': '${value}' }`,
];

Deno.test("omitCredentials() omits a token in every form of quotation, and keeps the other words", () => {
  const token = fc.string({
    unit: fc.constantFrom(..."ABCXYZabcxyz0189+/=-_."),
    minLength: 8,
    maxLength: 60,
  });
  const name = fc.constantFrom(
    "x-amz-security-token",
    "X-Amz-Security-Token",
    "x-amz-s3session-token",
  );
  fc.assert(fc.property(token, name, fc.constantFrom(...FORMS), (token, name, form) => {
    const error = Object.assign(new Error(`before ${form(name, token)} after`), {
      Quoted: form(name, token),
      code: 400,
    });
    const { stack } = error;
    omitCredentials(error);
    for (const text of [error.message, error.stack ?? "", error.Quoted, Deno.inspect(error)]) {
      assert(!text.includes(token) && !text.includes(encodeURIComponent(token)), text);
    }
    assert(error.message.startsWith("before ") && error.message.endsWith(" after"));
    assertEquals(error.stack?.split("\n").length, stack?.split("\n").length);
    assertEquals(error.code, 400);
  }));
});

Deno.test("omitCredentials() leaves an error without credentials as it is", () => {
  fc.assert(fc.property(fc.string(), (message) => {
    const error = Object.assign(new Error(message), { note: message });
    const before = [error.message, error.stack];
    omitCredentials(error);
    assertEquals([error.message, error.stack, error.note], [...before, message]);
  }));
  for (const other of [undefined, null, "text", { message: "x-amz-security-token:a" }]) {
    omitCredentials(other);
  }
});

/** An answer of S3 to a wrong signature, with the members that it has. */
function wrongSignature(request: Request): Response {
  const canonical = [...request.headers].map(([name, value]) => `${name}:${value}`).join("\n");
  const bytes = new TextEncoder().encode(canonical).toHex();
  return new Response(
    `<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>The signature does ` +
      `not match</Message><SignatureProvided>abc</SignatureProvided><CanonicalRequest>${canonical}` +
      `</CanonicalRequest><CanonicalRequestBytes>${bytes}</CanonicalRequestBytes></Error>`,
    { status: 403, headers: { "content-type": "application/xml", "x-amz-request-id": "1" } },
  );
}

Deno.test("no member of an error of S3 that quotes the request has its token", async () => {
  const plain = new S3Client({
    region: "eu-west-1",
    endpoint: "http://s3.local",
    forcePathStyle: true,
    credentials: CANARY,
    maxAttempts: 1,
    requestHandler: fetchTransport((request) => Promise.resolve(wrongSignature(request))),
  });
  const get = new GetObjectCommand({ Bucket: "demo-bucket", Key: "k" });
  const raw = await assertRejects(() => plain.send(get), Error);
  assert(SECRET.test(Deno.inspect(raw)), "the SDK's own error has it");
  const session = await awsSession({
    region: "eu-west-1",
    endpoint: "http://s3.local",
    credentials: CANARY,
    maxAttempts: 1,
    notices: false,
    fetch: (request) => Promise.resolve(wrongSignature(request)),
  });
  const error = await assertRejects(
    () => session.s3.call("GetObject", { Bucket: "demo-bucket", Key: "k" }),
    Error,
  );
  assertStringIncludes(error.message, "The signature does not match");
  assert(!SECRET.test(`${error.stack}${Deno.inspect(error, { depth: 9 })}`), Deno.inspect(error));
  await session[Symbol.asyncDispose]();
});

Deno.test("neither the reason of an attempt, the time limit's error nor a warning has a token that is quoted", async () => {
  const logger = memoryLogger();
  const session = await awsSession({
    region: "eu-west-1",
    endpoint: "http://runlog.local",
    credentials: CANARY,
    maxAttempts: 1,
    notices: false,
    logger,
    fetch: ({ headers }) => {
      const message = `Try later. x-amz-security-token:${headers.get("x-amz-security-token")}`;
      return Promise.resolve(
        Response.json({ __type: "InternalFailure", message }, { status: 500 }),
      );
    },
  });
  const attempts = new AttemptLog();
  const call = session.sagemaker.call("ListExperiments", {}, { attempts });
  await assertRejects(() => call, Error);
  assertStringIncludes(attempts.failing?.text ?? "", "x-amz-security-token:…");
  assert(!SECRET.test(Deno.inspect(attempts.failing, { depth: 9 })));
  const run = await startRun({
    experimentName: "demo",
    session,
    captureEnvironment: false,
  }).catch((error) => error);
  assert(!SECRET.test(Deno.inspect(run, { depth: 9 })));
  assert(!SECRET.test(logger.lines.join("\n")));
  await session[Symbol.asyncDispose]();
});
