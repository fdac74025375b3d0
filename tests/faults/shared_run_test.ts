import { assert, assertEquals, assertGreaterOrEqual } from "@std/assert";
import { getMetricHistory, getRun, type Session } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { linesOf, type ScriptRuntime, startScript } from "../support/children.ts";
import { dice, SEED } from "../support/dice.ts";
import { patienceOf } from "../support/pace.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** How many processes are ended: `RUNLOG_TRIALS` asks for more. */
const TRIALS = Number(Deno.env.get("RUNLOG_TRIALS") ?? 25);
/** One of so many is asked to close; the others are killed. */
const CLOSED_OF = 5;
const RUNTIMES: readonly ScriptRuntime[] = ["deno", "bun", "node", "deno"];
/** Longest time between two ends, in milliseconds. */
const LONGEST_PAUSE_MS = 300;
/** Steps of one process, more than any records here. */
const STEPS = 1_000_000;
const RUN = { experimentName: "shared", runName: "soak" };

/** One process that records into the run. */
class Recorder {
  /** How many of its points it was told are kept. */
  acknowledged = 0;
  /** Whether it records: it has been told of a point, and nothing ends it. */
  isRecording = false;
  readonly #child: Deno.ChildProcess;
  readonly #said: Promise<string>;
  readonly #read: Promise<void>;
  #isClosed = false;

  constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#said = new Response(child.stderr).text();
    this.#read = this.#listen();
  }

  async kill(): Promise<void> {
    this.isRecording = false;
    this.#child.kill("SIGKILL");
    await this.#end();
  }

  async close(): Promise<void> {
    this.isRecording = false;
    this.#child.kill("SIGTERM");
    const { code } = await this.#end();
    assert(this.#isClosed, `exited ${code}: ${await this.#said}`);
  }

  async recording(): Promise<void> {
    const limit = performance.now() + patienceOf(30_000);
    while (!this.isRecording) {
      assert(performance.now() < limit, "it does not begin to record");
      await pause(10);
    }
  }

  async #end(): Promise<Deno.CommandStatus> {
    await this.#read;
    await this.#said;
    return await this.#child.status;
  }

  async #listen(): Promise<void> {
    for await (const line of linesOf(this.#child)) {
      if (line === "closed") this.#isClosed = true;
      else {
        if (this.acknowledged === 0) this.isRecording = true;
        this.acknowledged = Math.max(this.acknowledged, Number(line));
      }
    }
  }
}

Deno.test(`${TRIALS} ends of processes that record one run lose no point, and never end it under another`, () =>
  inFolder(async (folder) => {
    const random = dice(SEED);
    await using session = await localSession({ path: folder });
    /** Every process that there was, by slot. */
    const recorders: Recorder[][] = RUNTIMES.map(() => []);
    const start = async (slot: number): Promise<void> => {
      const earlier = recorders[slot] ?? [];
      const args = [folder, `slot-${slot}`, String(earlier.length * STEPS)];
      const child = await startScript(
        RUNTIMES[slot] ?? "deno",
        "tests/faults/shared_run_child.ts",
        args,
      );
      earlier.push(new Recorder(child));
    };
    const latest = (): readonly Recorder[] => recorders.flatMap((of) => of.at(-1) ?? []);
    await Promise.all(RUNTIMES.map((_, slot) => start(slot)));
    const watch = watchStatus(session, latest);
    try {
      for (let trial = 0; trial < TRIALS; trial++) {
        await pause(random() * LONGEST_PAUSE_MS);
        const slot = Math.floor(random() * RUNTIMES.length);
        const recorder = recorders[slot]?.at(-1);
        if (random() * CLOSED_OF < 1) {
          await recorder?.recording();
          await recorder?.close();
        } else await recorder?.kill();
        await start(slot);
      }
      await Promise.all(latest().map((recorder) => recorder.recording()));
      const reads = await watch.stop();
      await Promise.all(latest().map((recorder) => recorder.close()));
      const { status, endTime } = await getRun(RUN, { session });
      assertEquals([status, endTime !== undefined], ["Completed", true], `seed ${SEED}`);
      assertEquals(await session.store?.heartbeats.holders("shared-soak"), []);
      const points = await countPoints(session, recorders);
      console.log(
        `who ends a run: ${TRIALS} processes of 4 ended, ${points} points, 0 lost, 0 twice, ` +
          `${reads} reads, 0 early ends (seed ${SEED})`,
      );
    } finally {
      await watch.stop().catch(() => {});
      await Promise.all(latest().map((recorder) => recorder.kill().catch(() => {})));
    }
  }));

/** Reads the status again and again: it has to be InProgress while a process records. */
function watchStatus(
  session: Session,
  latest: () => readonly Recorder[],
): { stop(): Promise<number> } {
  let isStopping = false;
  const watch = async (): Promise<number> => {
    let reads = 0;
    while (!isStopping) {
      await pause(5);
      const recording = latest().filter(({ isRecording }) => isRecording);
      if (recording.length === 0) continue;
      const { status, endTime } = await getRun(RUN, { session });
      // One that was ended meanwhile may have been the last.
      if (!recording.some(({ isRecording }) => isRecording)) continue;
      assertEquals([status, endTime], ["InProgress", undefined], `read ${reads}, seed ${SEED}`);
      reads++;
    }
    return reads;
  };
  const watched = watch();
  watched.catch(() => {});
  return {
    stop() {
      isStopping = true;
      return watched;
    },
  };
}

/** Counts the points; each process's are 0, 1, 2, …, with none missing or twice. */
async function countPoints(
  session: Session,
  recorders: readonly (readonly Recorder[])[],
): Promise<number> {
  let points = 0;
  for (const [slot, processes] of recorders.entries()) {
    const history = await getMetricHistory(RUN, `slot-${slot}`, { by: "point", session });
    assert(history.kind === "point");
    const { steps, values } = history;
    points += values.length;
    for (const [generation, { acknowledged }] of processes.entries()) {
      const own = [...steps].map((step, index) => [step - generation * STEPS, values[index]])
        .filter(([step = -1]) => step >= 0 && step < STEPS)
        .toSorted(([a = 0], [b = 0]) => a - b);
      const which = `process ${generation} of slot ${slot}, seed ${SEED}`;
      assertGreaterOrEqual(own.length, acknowledged, which);
      assertEquals(own, own.map((_, step) => [step, step]), which);
    }
  }
  return points;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
