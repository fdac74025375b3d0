import { assert, assertEquals, assertRejects } from "@std/assert";
import { getRun, type Session, startRun, syncRuns, withRun } from "../../mod.ts";
import { checkStore, serviceSession } from "../../src/local.ts";
import { recordExchanges } from "../support/recording_service.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { temporaryService } from "../support/services.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** The same session without its port of files: they go to S3's requests, as to AWS. */
function throughRequests(session: Session): Session {
  return { ...session, files: undefined };
}

const MIB = 1024 * 1024;

Deno.test("a session over a store of this process sends no request for a file, a folder or a graph", async () => {
  await using service = await temporaryService();
  const recorded = recordExchanges(service);
  const { fetch } = recorded.service;
  const { operations } = service;
  // Calls stay calls: a session whose requests go another way sends files with them.
  const watched = {
    ...recorded.service,
    ...(operations ? { operations: { ...operations, fetch } } : {}),
  };
  await using session = await serviceSession(watched);
  await inFolder(async (folder) => {
    for (const name of ["a.txt", "b.txt"]) await Deno.writeTextFile(`${folder}/${name}`, name);
    await withRun({ experimentName: "demo", session }, async (run) => {
      await run.logFile(bytesOf(6 * MIB), { name: "large.bin" });
      await run.logDirectory(folder, { name: "folder" });
      await run.logRocCurve([1, 0, 1], [0.9, 0.2, 0.7]);
    });
  });
  const requests = recorded.exchanges.filter(({ service }) => service === "s3")
    .map(({ operation }) => operation);
  const bucket = "sagemaker-local-000000000000";
  assertEquals(requests, [`HEAD /${bucket}/`, `PUT /${bucket}/`]);
});

/** What an S3 client is told of an object, without what tells one upload from another. */
async function told(session: Session, Bucket: string, Key: string): Promise<unknown> {
  const { $metadata: _, ETag, LastModified, ...rest } = await session.s3.call("HeadObject", {
    Bucket,
    Key,
    ChecksumMode: "ENABLED",
  });
  return { ...rest, hasETag: ETag !== undefined, hasTime: LastModified !== undefined };
}

Deno.test("an S3 client reads the same of a file that came by the port and by requests", async () => {
  await using service = await temporaryService();
  await using port = await serviceSession(service);
  const facts: unknown[] = [];
  for (const session of [port, throughRequests(port)]) {
    const run = await startRun({ experimentName: "demo", session });
    const sources = [
      { name: "empty.txt", source: new Blob([]) },
      { name: "text.txt", source: new Blob(["hello"]) },
      { name: "typed", source: new Blob(["{}"], { type: "application/json" }) },
      { name: "untyped", source: bytesOf(10) },
      { name: "odd", source: bytesOf(10), mediaType: "text/x-odd; a=b" },
      { name: "large.bin", source: bytesOf(6 * MIB) },
    ];
    for (const { source, ...options } of sources) {
      const uri = await run.logFile(source, options);
      const [, bucket = "", key = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
      facts.push(await told(session, bucket, key));
    }
    await run.close();
  }
  const half = facts.length / 2;
  assertEquals(facts.slice(0, half), facts.slice(half));
});

Deno.test("a file that cannot be stored fails by the port with the error that requests give", async () => {
  await using service = await temporaryService();
  await using port = await serviceSession(service);
  const errors: unknown[] = [];
  const options = [
    { artifactBucket: "absent-bucket" },
    { artifactBucketOwner: "111122223333" },
  ];
  for (const session of [port, throughRequests(port)]) {
    for (const option of options) {
      const run = await startRun({ experimentName: "demo", session, ...option });
      const error = await assertRejects(
        () => run.logFile(new Blob(["x"]).stream(), { name: "x.txt" }),
        Error,
      );
      const { name, message } = error;
      errors.push({ name, message, status: "$metadata" in error });
      await run.close();
    }
  }
  assertEquals(errors.slice(0, 2), errors.slice(2));
});

Deno.test("logFile() by the port tells how far it is, up to the length", async () => {
  await using service = await temporaryService();
  await using session = await serviceSession(service);
  await inFolder(async (folder) => {
    const size = 3 * MIB + 7;
    await Deno.writeFile(`${folder}/a.bin`, bytesOf(size));
    await withRun({ experimentName: "demo", session }, async (run) => {
      for (const source of [`${folder}/a.bin`, new Blob([bytesOf(MIB), bytesOf(2 * MIB + 7)])]) {
        const heard: number[] = [];
        await run.logFile(source, {
          name: "a.bin",
          overwrite: true,
          onProgress: ({ loaded, total }) => {
            assertEquals(total, size);
            heard.push(loaded);
          },
        });
        assert(heard.length > 1);
        assertEquals(heard, heard.toSorted((one, other) => one - other));
        assertEquals(heard.at(-1), size);
      }
    });
  });
});

Deno.test("syncRuns() copies a file again when its content changed, not when it was only logged again", async () => {
  await using near = await temporaryService();
  await using far = await temporaryService();
  await using from = await serviceSession(near);
  await using to = await serviceSession(far);
  const names = { experimentName: "demo", runName: "r" };
  const log = async (bytes: Uint8Array<ArrayBuffer>): Promise<number> => {
    await withRun({ ...names, session: from }, async (run) => {
      await run.logFile(bytes, { name: "a.bin", overwrite: true });
    });
    return (await syncRuns({ from, to })).files;
  };
  const bytes = bytesOf(10_000);
  const changed = bytes.slice();
  changed[9_999]! ^= 1;
  assertEquals([await log(bytes), await log(bytes), await log(changed)], [1, 0, 1]);
  assertEquals((await getRun(names, { session: to })).runName, "r");
});

Deno.test("checkStore() finds a file that came by the port and has lost a bit or its end", async () => {
  await using service = await temporaryService();
  await using session = await serviceSession(service);
  await withRun({ experimentName: "demo", session }, async (run) => {
    await run.logFile(bytesOf(2 * MIB), { name: "a.bin" });
  });
  const objects = `${service.folder}/objects`;
  const [name = ""] = Array.from(Deno.readDirSync(objects), ({ name }) => name);
  const whole = await Deno.readFile(`${objects}/${name}`);
  const flipped = whole.slice();
  flipped[MIB]! ^= 4;
  for (const [bytes, damages] of [[whole, 0], [flipped, 1], [whole.subarray(1), 1]] as const) {
    await Deno.writeFile(`${objects}/${name}`, bytes);
    assertEquals((await checkStore(service.folder)).damage.length, damages);
  }
});
