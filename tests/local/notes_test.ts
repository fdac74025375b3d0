import { assertEquals } from "@std/assert";
import type { HolderBeat, RunHolder } from "../../src/ports/run_holders.ts";
import { type TestService, testService } from "./test_service.ts";

const TrialComponentName = "run";
const START = { message: "open", startTime: new Date(1_000) };
const FAILED = { status: "Failed" as const, message: "out of\nmemory" };

function holderOf(id: string, isGuest: boolean): RunHolder {
  return {
    id,
    isGuest,
    host: undefined,
    processId: undefined,
    processStart: undefined,
    isWorker: false,
    hasLock: false,
  };
}

const OWNER = holderOf("owner", false);
const GUEST = holderOf("guest", true);

async function open(aws: TestService, ...holders: readonly RunHolder[]): Promise<void> {
  await aws.sagemaker.createTrialComponent({ TrialComponentName });
  for (const holder of holders) {
    await aws.service.notes.heartbeats.enter(TrialComponentName, holder, new Map(), START);
  }
}

/** Writes the last of a process that held the run. */
function leave(
  aws: TestService,
  holder: RunHolder,
  findGone?: (others: readonly HolderBeat[]) => ReadonlyMap<string, number>,
): void {
  const changes = { Parameters: { [holder.id]: { NumberValue: 1 } } };
  aws.service.notes.writeLast?.({
    trialComponentName: "RUN",
    batches: [],
    changes,
    end: holder.isGuest ? undefined : FAILED,
    holder,
    ...(findGone ? { findGone } : {}),
  });
}

/** Returns the status of the run, whether it has ended, its parameters, and who holds it. */
async function read(aws: TestService): Promise<unknown[]> {
  const { Status, EndTime, Parameters } = await aws.sagemaker.describeTrialComponent({
    TrialComponentName,
  });
  const holders = await aws.service.notes.heartbeats.holders(TrialComponentName);
  return [
    Status?.PrimaryStatus,
    Status?.Message,
    EndTime !== undefined,
    Object.keys(Parameters ?? {}).toSorted(),
    holders.map(({ id, end }) => end ? `${id} left as ${end.status}` : id).toSorted(),
  ];
}

Deno.test("writeLast() of a guest keeps its entries, and leaves the run to its owner", async () => {
  await using aws = await testService({ now: () => 5_000 });
  await open(aws, OWNER, GUEST);
  leave(aws, GUEST);
  assertEquals(await read(aws), ["InProgress", "open", false, ["guest"], ["owner"]]);
  leave(aws, OWNER);
  assertEquals(await read(aws), ["Failed", "out of memory", true, ["guest", "owner"], []]);
});

Deno.test("writeLast() of an owner does not end a run that a guest holds, who ends it as stated", async () => {
  await using aws = await testService({ now: () => 5_000 });
  await open(aws, OWNER, GUEST);
  leave(aws, OWNER);
  const held = ["guest", "owner left as Failed"];
  assertEquals(await read(aws), ["InProgress", "open", false, ["owner"], held]);
  // A second last write, as that of an exit after a signal.
  leave(aws, OWNER);
  assertEquals(await read(aws), ["InProgress", "open", false, ["owner"], held]);
  leave(aws, GUEST);
  assertEquals(await read(aws), ["Failed", "out of memory", true, ["guest", "owner"], []]);
});

Deno.test("writeLast() of an owner ends a run whose other holders are gone", async () => {
  await using aws = await testService({ now: () => 5_000 });
  await open(aws, OWNER, GUEST);
  leave(aws, OWNER, (others) => new Map(others.map(({ id, beatMs }) => [id, beatMs])));
  assertEquals(await read(aws), ["Failed", "out of memory", true, ["owner"], []]);
});

Deno.test("writeLast() of a guest alone in a run leaves it open", async () => {
  await using aws = await testService({ now: () => 5_000 });
  await open(aws, GUEST);
  leave(aws, GUEST);
  assertEquals(await read(aws), ["InProgress", "open", false, ["guest"], []]);
});

Deno.test("a run with another holder is not entered or left before that holder is examined", async () => {
  await using aws = await testService({ now: () => 5_000 });
  const { heartbeats } = aws.service.notes;
  await open(aws, OWNER);
  const before = await read(aws);
  const entered = await heartbeats.enter(TrialComponentName, GUEST, undefined, START);
  assertEquals([entered.isEntered, entered.others.map(({ id }) => id)], [false, ["owner"]]);
  assertEquals(await read(aws), before);
  await heartbeats.enter(TrialComponentName, GUEST, new Map(), START);
  const both = await read(aws);
  const end = { ...FAILED, endTime: new Date(2_000) };
  const leaving = { gone: undefined, end, orphaned: undefined };
  assertEquals(await heartbeats.leave(TrialComponentName, OWNER, leaving), "contested");
  assertEquals(await read(aws), both);
  assertEquals(
    await heartbeats.leave(TrialComponentName, GUEST, { ...leaving, gone: new Map() }),
    "held",
  );
  assertEquals(await heartbeats.leave(TrialComponentName, OWNER, leaving), "own");
});

Deno.test("a run without other holders is entered and left at once", async () => {
  await using aws = await testService({ now: () => 5_000 });
  const { heartbeats } = aws.service.notes;
  await aws.sagemaker.createTrialComponent({ TrialComponentName });
  const { isEntered, isGuest } = await heartbeats.enter(
    TrialComponentName,
    OWNER,
    undefined,
    START,
  );
  assertEquals([isEntered, isGuest], [true, false]);
  const end = { ...FAILED, endTime: new Date(2_000) };
  const leaving = { gone: undefined, end, orphaned: undefined };
  assertEquals(await heartbeats.leave(TrialComponentName, OWNER, leaving), "own");
  assertEquals((await read(aws))[0], "Failed");
});

Deno.test("a guest that leaves last keeps the end that was recorded when the owner crashed", async () => {
  await using aws = await testService({ now: () => 5_000 });
  const { heartbeats } = aws.service.notes;
  await open(aws, OWNER, GUEST);
  await aws.sagemaker.updateTrialComponent({
    TrialComponentName,
    Status: { PrimaryStatus: "Stopped", Message: "closed as stale" },
    EndTime: new Date(3_000),
  });
  const [{ beatMs = 0 } = {}] = (await heartbeats.holders(TrialComponentName))
    .filter(({ id }) => id === OWNER.id);
  const orphaned = { ...FAILED, endTime: new Date(4_000) };
  const leaving = { gone: new Map([[OWNER.id, beatMs]]), end: undefined, orphaned };
  assertEquals(await heartbeats.leave(TrialComponentName, GUEST, leaving), "another");
  assertEquals(await read(aws), ["Stopped", "closed as stale", true, [], []]);
});
