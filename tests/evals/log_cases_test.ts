import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  ArgumentError,
  ArtifactNotFoundError,
  getRun,
  isRunlogError,
  openArtifact,
  RunNotFoundError,
  type Session,
  startRun,
  withRun,
} from "../../mod.ts";
import { CaseFormatError, type EvalCase, logCases, readCases } from "../../src/evals.ts";
import { serviceSession } from "../../src/local.ts";
import { temporaryService } from "../support/services.ts";
import { expectedCase, sampleCase } from "./sample_cases.ts";

/** A session over a store in a temporary folder, which goes away with it. */
async function temporarySession(): Promise<
  AsyncDisposable & { readonly path: string; readonly session: Session }
> {
  const service = await temporaryService();
  const session = await serviceSession(service);
  return { path: service.folder, session, [Symbol.asyncDispose]: service.close };
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

Deno.test("logCases() keeps 1,000 cases with objects, emoji, NaN scores and errors as they were", async () => {
  await using store = await temporarySession();
  const names = { experimentName: "evals", runName: "whole" };
  await withRun({ ...names, session: store.session }, async (run) => {
    await using log = await logCases(run);
    for (const index of range(1_000)) log.add(sampleCase(index));
  });
  const read = await readCases(names, { session: store.session });
  assertEquals(read, range(1_000).map(expectedCase));
  const file = await openArtifact(names, "cases.jsonl", { session: store.session });
  assertEquals((await file.text()).trimEnd().split("\n").length, 1_000);
});

Deno.test("a killed evaluation leaves whole cases, in order, and loses none that a reader saw", async () => {
  await using store = await temporarySession();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `${import.meta.dirname}/endless_cases.ts`, store.path],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const names = { experimentName: "evals", runName: "killed" };
  let seen = 0;
  try {
    const end = Date.now() + 60_000;
    while (seen < 500 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      try {
        seen = (await readCases(names, { session: store.session })).length;
      } catch (error) {
        const isEarly = error instanceof RunNotFoundError || error instanceof ArtifactNotFoundError;
        if (!isEarly) throw error;
      }
    }
  } finally {
    child.kill("SIGKILL");
    await child.status;
  }
  assert(seen >= 500, `${seen} cases within a minute`);
  const read = await readCases(names, { session: store.session });
  assert(read.length >= seen, `${read.length} of ${seen}`);
  assertEquals(read, range(read.length).map(expectedCase));
});

Deno.test("flush() of a log of cases stores what was added, while the run goes on", async () => {
  await using store = await temporarySession();
  const { session } = store;
  await using run = await startRun({ experimentName: "evals", session });
  await using log = await logCases(run, { name: "smoke.jsonl" });
  assertEquals(await readCases(run, { session, name: "smoke.jsonl" }), []);
  log.add(sampleCase(1));
  await log.flush();
  assertEquals(await readCases(run, { session, name: "smoke.jsonl" }), [expectedCase(1)]);
  log.add(sampleCase(2));
  await log.flush();
  const both = [expectedCase(1), expectedCase(2)];
  assertEquals(await readCases(run, { session, name: "smoke.jsonl" }), both);
});

Deno.test("closing a log of cases logs means, rates, percentiles and totals, each as one point", async () => {
  await using store = await temporarySession();
  const { session } = store;
  const names = { experimentName: "evals", runName: "sums" };
  const usage = { inputTokens: 10, outputTokens: 5, costUsd: 0.25 };
  await withRun({ ...names, session }, async (run) => {
    await using log = await logCases(run, { passScore: 0.5 });
    log.add({ input: 1, scores: { exact: 1, tone: 0.5 }, durationMs: 100, usage });
    log.add({ input: 2, scores: { exact: false, tone: null }, durationMs: 200, usage });
    log.add({ input: 3, scores: { exact: 1, tone: NaN }, durationMs: 300 });
    log.add({ input: 4, error: "timeout", durationMs: 1_000 });
    log.add({ input: 5 });
    log.add({ input: 6, scores: { exact: 0 }, passed: true });
  });
  const { metrics } = await getRun(names, { session });
  const values = Object.fromEntries(
    Object.entries(metrics).map(([name, one]) => [name, Number(one.last?.toFixed(9))]),
  );
  assertEquals(values, {
    exact: 0.5,
    tone: 0.5,
    cases: 6,
    errors: 1,
    // Of the five that something judged, the first and the last passed.
    pass_rate: 0.4,
    "latency_ms.p50": 250,
    "latency_ms.p95": 895,
    "tokens.input": 20,
    "tokens.output": 10,
    "tokens.total": 30,
    cost_usd: 0.5,
  });
  assert(Object.values(metrics).every(({ count }) => count === 1));
});

Deno.test("logCases() keeps data set and prompt as inputs, and their hashes as parameters", async () => {
  await using store = await temporarySession();
  const { session } = store;
  const names = { experimentName: "evals", runName: "inputs" };
  await withRun({ ...names, session }, async (run) => {
    const dataset = new File(["abc"], "capitals.jsonl");
    const prompt = new Blob(["", ""]).stream();
    await using _ = await logCases(run, { dataset, prompt });
  });
  const { parameters } = await getRun(names, { session });
  // The SHA-256 of "abc" and of nothing, as FIPS 180-4 has them.
  const hashes = Object.entries(parameters).filter(([name]) => name.endsWith("_sha256"));
  assertEquals(Object.fromEntries(hashes), {
    dataset_sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    prompt_sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  });
  const file = await openArtifact(names, "capitals.jsonl", { session, direction: "input" });
  assertEquals(await file.text(), "abc");
  await openArtifact(names, "prompt", { session, direction: "input" });
});

Deno.test("a second log of a name needs overwrite, and replaces the first", async () => {
  await using store = await temporarySession();
  const { session } = store;
  await using run = await startRun({ experimentName: "evals", session });
  const first = await logCases(run);
  first.add({ input: 1 });
  await first.close();
  await assertRejects(() => logCases(run), ArgumentError, "cases.jsonl");
  await using _ = await logCases(run, { overwrite: true });
  assertEquals(await readCases(run, { session }), []);
});

Deno.test("cases that an upload failed to store arrive with the next", async () => {
  await using store = await temporarySession();
  const { session } = store;
  await using run = await startRun({ experimentName: "evals", session });
  const log = await logCases(run);
  const { logFile } = run;
  log.add({ input: 1 });
  run.logFile = () => Promise.reject(new Error("disk full"));
  await assertRejects(() => log.flush(), Error, "disk full");
  run.logFile = logFile;
  log.add({ input: 2 });
  await log.close();
  assertEquals((await readCases(run, { session })).map(({ input }) => input), [1, 2]);
});

Deno.test("add() rejects what is no case, and adds nothing then", async () => {
  await using store = await temporarySession();
  const { session } = store;
  await using run = await startRun({ experimentName: "evals", session });
  const log = await logCases(run);
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  const wrong: readonly unknown[] = [
    undefined,
    "case",
    { input: 1, score: {} },
    { input: 1, scores: { exact: "1" } },
    { input: 1, scores: { "": 1 } },
    { input: 1, scores: { pass_rate: 1 } },
    { input: 1, durationMs: -1 },
    { input: 1, usage: { tokens: 1 } },
    { input: circle },
  ];
  // The cases are what JavaScript callers may pass.
  for (const one of wrong) assertThrows(() => log.add(one as EvalCase), ArgumentError);
  await log.close();
  assertEquals(await readCases(run, { session }), []);
  assert(isRunlogError(assertThrows(() => log.add({ input: 1 }))));
});

Deno.test("values that JSON lacks become texts, lists and objects", async () => {
  await using store = await temporarySession();
  const { session } = store;
  await using run = await startRun({ experimentName: "evals", session });
  const log = await logCases(run);
  log.add({
    input: { date: new Date(0), big: 12n, none: -Infinity, map: new Map([["a", new Set([1])]]) },
    output: new Float32Array([0.5, NaN]),
    expected: new RangeError("far"),
    error: { thrown: "object" },
  });
  await log.close();
  assertEquals(await readCases(run, { session }), [{
    input: { date: "1970-01-01T00:00:00.000Z", big: "12", none: "-Infinity", map: { a: [1] } },
    output: [0.5, "NaN"],
    expected: { name: "RangeError", message: "far" },
    scores: {},
    error: { name: "Error", message: '{"thrown":"object"}' },
  }]);
});

Deno.test("readCases() of another file names the line that is no case", async () => {
  await using store = await temporarySession();
  const { session } = store;
  await using run = await startRun({ experimentName: "evals", session });
  for (const line of ["hello", "7", '{"input":1}', '{"scores":{"exact":{}}}']) {
    await run.logText(`{"scores":{}}\n${line}\n`, { name: "cases.jsonl", overwrite: true });
    await run.flush();
    const error = await assertRejects(() => readCases(run, { session }), CaseFormatError);
    assertEquals(error.line, 2, line);
  }
});
