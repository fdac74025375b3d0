import { assertEquals, assertLess, assertLessOrEqual } from "@std/assert";
import { downloadArtifact, startRun, syncRuns } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import { range } from "../support/numbers.ts";
import { type Answer, scriptedAws } from "../support/scripted_aws.ts";
import { temporaryService } from "../support/services.ts";

const FILES = 300;

/** 500 files in 2.5 s at 50 ms, in trips: 50 of them. */
const MOST_TRIPS = FILES * 50 / 500;

/** Requests for the run and its bucket, one after the other. */
const OWN_TRIPS = 8;

/** Long beside the work on a file, on a busy machine too. */
const LATENCY_MS = 250;

/** Delays the requests for files, and counts those in flight. */
function delayed() {
  let [open, most] = [0, 0];
  const answer: Answer = async ({ operation }) => {
    if (!/^(PUT|GET) .*file-/.test(operation)) return undefined;
    most = Math.max(most, ++open);
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    open--;
    return undefined;
  };
  return { answer, most: () => most };
}

async function makeFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-trips-" });
  for (const index of range(FILES)) await Deno.writeTextFile(`${folder}/file-${index}`, `${index}`);
  return folder;
}

Deno.test("a folder is logged, downloaded and synced in as many trips as 32 files in flight take", async () => {
  const folder = await makeFolder();
  await using service = await temporaryService();
  const { answer, most } = delayed();
  const aws = await scriptedAws(service, answer, { turns: 0 });
  await using session = aws.session;
  const names = { experimentName: "trips", runName: "one" };
  const run = await startRun({ ...names, session, captureEnvironment: false });
  const trips: Record<string, number> = {};
  const measure = async (
    what: string,
    { depth, reset }: typeof aws,
    work: () => Promise<unknown>,
  ) => {
    reset();
    await work();
    trips[what] = depth();
  };
  await measure("log", aws, () => run.logDirectory(folder, { name: "model" }));
  await run.close();
  await measure(
    "download",
    aws,
    () => downloadArtifact(names, "model", `${folder}-down`, { session }),
  );
  await using near = await serviceSession(service);
  await using other = await temporaryService();
  const delay = delayed();
  const far = await scriptedAws(other, delay.answer, { turns: 0 });
  await using to = far.session;
  await measure("sync", far, async () => {
    const { files } = await syncRuns({ from: near, to });
    assertEquals(files, FILES);
  });
  console.log(trips);
  for (const count of Object.values(trips)) assertLessOrEqual(count, MOST_TRIPS + OWN_TRIPS);
  assertLess(4, most());
  assertLessOrEqual(Math.max(most(), delay.most()), 32);
  await Promise.all(
    [folder, `${folder}-down`].map((path) => Deno.remove(path, { recursive: true })),
  );
});
