import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  deleteRun,
  getMetricHistory,
  openArtifact,
  syncRuns,
  updateRun,
  withRun,
} from "../../mod.ts";
import { createLocalService, serviceSession } from "../../src/local.ts";
import type { LocalStore } from "../../src/local/store.ts";
import fc from "../support/fast_check.ts";
import { scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { openStore } from "../local/test_service.ts";

const ACCOUNT = { region: "eu-west-1", accountId: "123456789012" } as const;
const BUCKET = "sagemaker-local-000000000000";
const names = { experimentName: "demo", runName: "one" };

/** Stores an object under any key, as another tool may have. */
async function putObject(store: LocalStore, key: string): Promise<void> {
  const { file, size } = await store.files.write(new Blob([key.toWellFormed()]).stream());
  // Of no MD5.
  const etag = `${file.replaceAll("-", "")}-1`;
  const object = { key, file, size, etag, headers: {}, created: 1 };
  await store.write(({ objects }) => objects.put(BUCKET, object));
}

/** Names within a folder by what becomes of them at a destination that rejects "odd". */
const KEPT = ["b.txt", "sub/c d.txt", "..a", "a..", "x..y/z", "é", "%2E%2E/x"];
const REFUSED = [
  "../above.txt",
  "./same.txt",
  "sub/../twice.txt",
  "ends/..",
  "x".repeat(1_020),
  "é".repeat(510),
  "odd.txt",
  "sub/odd",
];

/** An answer of S3, or of a server that is like it. */
function s3Refusal(code: string): Response {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;
  return new Response(body, { status: 400, headers: { "content-type": "application/xml" } });
}

Deno.test("files whose names a destination cannot keep are named each time, and cost nothing else of a run", () =>
  inFolder(async (folder) => {
    const store = openStore(folder);
    const from = await serviceSession(createLocalService({ store }));
    await using far = await temporaryService(ACCOUNT);
    let code = "";
    const { session: to, calls } = await scriptedAws(
      far,
      ({ operation }) =>
        operation.startsWith("PUT /") && operation.includes("odd") ? s3Refusal(code) : undefined,
      { turns: 0 },
    );
    let trial = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(KEPT),
        fc.subarray(REFUSED, { minLength: 1 }),
        fc.constantFrom("KeyTooLongError", "InvalidURI", "XMinioInvalidObjectName"),
        async (kept, refused, refusal) => {
          code = refusal;
          const one = { ...names, runName: `run-${trial++}` };
          const options = { ...one, session: from, captureEnvironment: false };
          let uri = "";
          await withRun(options, async (run) => {
            run.logParameter("rate", 1);
            run.logMetric("loss", 0.5, { step: 0 });
            uri = await run.logText("a", { name: "data/a.txt" });
            run.logArtifact("folder", uri.replace(/a\.txt$/, ""));
          });
          const prefix = uri.slice(`s3://${BUCKET}/`.length).replace(/a\.txt$/, "");
          for (const name of [...kept, ...refused]) await putObject(store, prefix + name);
          const sync = async () => (await syncRuns({ from, to, runs: [one] })).runs[0];
          const expected = refused.map((name) => `s3://${BUCKET}/${prefix}${name}`).toSorted();
          const first = await sync();
          const problems = (run: typeof first) => run?.problems.map(({ name }) => name).toSorted();
          assertEquals([first?.outcome, first?.points], ["created", 1]);
          assertEquals(problems(first), expected);
          assert(first?.problems.every(({ kind, count }) => kind === "file" && count === 1));
          assertGreater(first?.files, kept.length);
          const there = { session: to };
          assertEquals((await getMetricHistory(one, "loss", there)).values[0], 0.5);
          assertEquals(await (await openArtifact(one, "data/a.txt", there)).text(), "a");
          // Named again without a request for any of them, even when something else changes.
          const before = calls.length;
          const again = await sync();
          assertEquals([again?.outcome, problems(again)], ["unchanged", expected]);
          await updateRun(one, { parameters: { rate: 2 } }, { session: from });
          const changed = await sync();
          assertEquals([changed?.outcome, problems(changed)], ["updated", expected]);
          const puts = calls.slice(before).filter(({ operation }) => operation.startsWith("PUT /"));
          assertEquals(puts.map(({ operation }) => operation), []);
          // What has gone meanwhile is no problem any more.
          for (const name of refused) {
            await store.write(({ objects }) => objects.remove(BUCKET, prefix + name));
          }
          await updateRun(one, { parameters: { rate: 3 } }, { session: from });
          assertEquals(problems(await sync()), []);
          await deleteRun(one, { session: from });
        },
      ),
      { numRuns: 12 },
    );
    await store.close();
  }));

Deno.test("a damaged file is named, and costs nothing else of a run", () =>
  inFolder(async (folder) => {
    const store = openStore(folder);
    const from = await serviceSession(createLocalService({ store }));
    await using far = await temporaryService(ACCOUNT);
    const to = await serviceSession(far);
    await withRun({ ...names, session: from, captureEnvironment: false }, async (run) => {
      run.logMetric("loss", 0.5, { step: 0 });
      await run.logText("the first text", { name: "a.txt" });
      await run.logText("other", { name: "b.txt" });
    });
    for await (const { name } of Deno.readDir(`${folder}/objects`)) {
      const path = `${folder}/objects/${name}`;
      if ((await Deno.stat(path)).size === 14) await Deno.writeTextFile(path, "another text..");
    }
    for (const outcome of ["created", "updated"]) {
      const { runs: [run] } = await syncRuns({ from, to });
      assertEquals([run?.outcome, run?.problems.length], [outcome, 1]);
      assertEquals(run?.problems[0]?.kind, "file");
      assert(run?.problems[0]?.name.endsWith("/a.txt"));
    }
    const there = { session: to };
    assertEquals((await getMetricHistory(names, "loss", there)).values[0], 0.5);
    assertEquals(await (await openArtifact(names, "b.txt", there)).text(), "other");
    await store.close();
  }));
