import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import {
  ArgumentError,
  awsSession,
  createSession,
  type Encryption,
  startRun,
  type StartRunOptions,
} from "../../mod.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { temporaryService } from "../support/services.ts";

type Options = Pick<StartRunOptions, "artifactEncryption" | "artifactBucketOwner">;

/** The fields that S3 was sent with the uploads of one small and one large file. */
async function uploadFields(ofSession: Options, ofRun: Options): Promise<readonly string[]> {
  await using service = await temporaryService();
  const fields = new Set<string>();
  const session = await awsSession({
    ...ofSession,
    region: "local",
    endpoint: "http://runlog.local",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    fetch: (request) => {
      const { pathname, searchParams } = new URL(request.url);
      const begins = request.method === "PUT"
        ? pathname.endsWith("small")
        : searchParams.has("uploads");
      if (begins) {
        const name = pathname.slice(pathname.lastIndexOf("/") + 1);
        for (const [field, value] of request.headers) {
          if (/server-side-encryption|expected-bucket-owner/.test(field)) {
            fields.add(`${name} ${field.replace("x-amz-", "")} ${value}`);
          }
        }
      }
      return service.fetch(request);
    },
  });
  const run = await startRun({ experimentName: "demo", session, ...ofRun });
  await run.logFile(bytesOf(10), { name: "small" });
  await run.logFile(bytesOf(6 * 1024 * 1024), { name: "large" });
  await run.close();
  await session[Symbol.asyncDispose]();
  return [...fields].toSorted();
}

Deno.test("uploads say how they are encrypted: as the run tells, else as the session does", async () => {
  const kms: Encryption = { kind: "kms", keyId: "alias/runs", bucketKey: true };
  const told = (name: string): readonly string[] => [
    `${name} server-side-encryption aws:kms`,
    `${name} server-side-encryption-aws-kms-key-id alias/runs`,
    `${name} server-side-encryption-bucket-key-enabled true`,
  ];
  const isEncryption = (field: string): boolean => field.includes("encryption");
  const bySession = await uploadFields({ artifactEncryption: kms }, {});
  assertEquals(bySession.filter(isEncryption), [...told("large"), ...told("small")].toSorted());
  const byRun = await uploadFields({ artifactEncryption: kms }, {
    artifactEncryption: { kind: "s3" },
  });
  assertEquals(byRun.filter(isEncryption), [
    "large server-side-encryption AES256",
    "small server-side-encryption AES256",
  ]);
  const silent = await uploadFields({}, {});
  assertEquals(silent.filter(isEncryption), []);
});

Deno.test("uploads name the account that the bucket must belong to, and another's is refused", async () => {
  const silent = await uploadFields({}, {});
  assertEquals(silent.map((field) => field.split(" ").slice(0, 2).join(" ")), [
    "large expected-bucket-owner",
    "small expected-bucket-owner",
  ]);
  const owner = silent[0]?.split(" ")[2] ?? "";
  assertEquals(await uploadFields({ artifactBucketOwner: owner }, {}), silent);
  const error = await assertRejects(() =>
    uploadFields({ artifactBucketOwner: owner }, { artifactBucketOwner: "999999999999" })
  );
  assertEquals((error as Error).name, "AccessDenied");
});

Deno.test("encryptions and owners that are none are refused before anything is sent", async () => {
  const sagemaker = new SageMakerClient({ region: "local" });
  const owner = assertThrows(
    () => createSession({ sagemaker, artifactBucketOwner: "12" }),
    ArgumentError,
  );
  assertEquals(owner.argument, "artifactBucketOwner");
  const artifactEncryption = { kind: "aes" } as unknown as Encryption;
  const run = await assertRejects(
    () =>
      startRun({
        experimentName: "demo",
        session: createSession({ sagemaker }),
        artifactEncryption,
      }),
    ArgumentError,
  );
  assertEquals(run.argument, "artifactEncryption");
});
