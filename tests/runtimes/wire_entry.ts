// Bundled, then run by Deno, Bun and Node: the suites that move bytes or metrics, over real HTTP, to the
// endpoints that its argument names. Prints its outcome as the last line.
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { S3Client } from "@aws-sdk/client-s3";
import process from "node:process";
import { awsSession, createSession, fetchTransport } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import type { Session } from "../../src/session/session.ts";
import { artifactsSuite } from "../suites/artifacts.ts";
import { graphsSuite } from "../suites/graphs.ts";
import { metricsSuite } from "../suites/metrics.ts";
import type { SuiteContext } from "../suites/suite.ts";
import { syncSuite } from "../suites/sync.ts";
import { transfersSuite } from "../suites/transfers.ts";
import { collect } from "./collected.ts";

const { endpoint, token, s3 } = JSON.parse(process.argv.at(-1) ?? "{}") as {
  /** Where SageMaker is, and S3 unless it is elsewhere. */
  readonly endpoint: string;
  /** Its token. */
  readonly token: string;
  /** An S3 server that others wrote. */
  readonly s3?: string;
};
const fs = process.getBuiltinModule("node:fs");
const os = process.getBuiltinModule("node:os");
const folder = fs.mkdtempSync(`${os.tmpdir()}/runlog-wire-`);
const credentials = { accessKeyId: token, secretAccessKey: "local" };
const stores: Session[] = [];
let session: Promise<Session> | undefined;

/** With clients of one's own where S3 is elsewhere: only their transport is this library's. */
function openSession(): Promise<Session> {
  if (s3 === undefined) return awsSession({ region: "local", endpoint, credentials });
  return Promise.resolve(createSession({
    sagemaker: new SageMakerClient({
      region: "local",
      endpoint,
      credentials,
      requestHandler: fetchTransport(),
    }),
    s3: () =>
      new S3Client({
        region: "us-east-1",
        endpoint: s3,
        forcePathStyle: true,
        // The one account that s3rver knows.
        credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
        requestHandler: fetchTransport(),
      }),
  }));
}

const { test, run } = collect();
const context: SuiteContext = {
  runtime: "Deno" in globalThis ? "deno" : "Bun" in globalThis ? "bun" : "node",
  test,
  session: () => session ??= openSession(),
  store: async (name) => {
    const store = await localSession({ path: `${folder}/${name}` });
    stores.push(store);
    return store;
  },
};
transfersSuite(context);
syncSuite(context);
if (s3 === undefined) {
  metricsSuite(context);
  artifactsSuite(context);
  graphsSuite(context);
}

const outcome = await run();
for (const one of [await session, ...stores]) await one?.[Symbol.asyncDispose]();
fs.rmSync(folder, { recursive: true });
console.log(JSON.stringify(outcome));
