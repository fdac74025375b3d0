import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { listRuns, type RunRecord, type Session, updateRun, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { toSearchPart } from "../../src/cli/where.ts";
import { toExpression } from "../../src/records/runs/where.ts";
import { readConditions } from "../../src/text/read_conditions.ts";
import { noticesOf, readFilter } from "../../src/viewer/page/filter.ts";
import type { RunFacts } from "../../src/viewer/wire.ts";
import { runlogInProcess } from "../support/command_line.ts";
import { CASE_RUNS, CASES, NAMELESS, PROBLEMS } from "./condition_cases.ts";

const EXPERIMENT = "cases";

async function recordCases(session: Session): Promise<void> {
  for (const [runName, sample] of Object.entries(CASE_RUNS)) {
    const run = { experimentName: EXPERIMENT, runName };
    await withRun({ ...run, captureEnvironment: false, session }, (open) => {
      open.logParameters(sample.parameters);
      for (const [name, values] of Object.entries(sample.metrics)) {
        values.forEach((value: number, step: number) => open.logMetric(name, value, { step }));
      }
    });
    const { tags } = sample;
    const [description, notes] = "notes" in sample ? [sample.description, sample.notes] : [];
    await updateRun(run, { description, notes, tags }, { session });
    const start = new Date(sample.start);
    await session.sagemaker.call("UpdateTrialComponent", {
      TrialComponentName: `${EXPERIMENT}-${runName}`,
      ...("displayName" in sample ? { DisplayName: sample.displayName } : {}),
      Status: { PrimaryStatus: sample.status },
      StartTime: start,
      // A run that goes on has no end, and its duration counts until now.
      ...(sample.status === "InProgress"
        ? {}
        : { EndTime: new Date(start.getTime() + sample.seconds * 1000) }),
    });
  }
  await session.sagemaker.call("CreateTrialComponent", {
    TrialComponentName: NAMELESS,
    Tags: [{ Key: "sagemaker:trial-component-source", Value: "run" }],
  });
  await session.sagemaker.call("AssociateTrialComponent", {
    TrialComponentName: NAMELESS,
    TrialName: `Default-Run-Group-${EXPERIMENT}`,
  });
}

interface Recorded {
  readonly session: Session;
  /** The runs as the page is told them. */
  readonly facts: readonly RunFacts[];
  /** `--session` of the command line. */
  readonly where: string;
}

async function withCases(work: (recorded: Recorded) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempDir({ prefix: "runlog-cases-" });
  try {
    await using session = await localSession({ path });
    await recordCases(session);
    const runs = await Array.fromAsync(listRuns({ experimentName: EXPERIMENT, session }));
    // What JSON makes of records is what the type says.
    const facts = JSON.parse(JSON.stringify(runs)) as readonly RunFacts[];
    await work({ session, facts, where: `local:${path}` });
  } finally {
    await Deno.remove(path, { recursive: true });
  }
}

async function byCommandLine(typed: string, where: string) {
  const args = ["list", EXPERIMENT, "--json", "--session", where, "--where", typed];
  const { code, stdout, stderr } = await runlogInProcess(args);
  const runs: readonly RunRecord[] = code === 0 ? JSON.parse(stdout) : [];
  return { code, stderr, names: runs.map(({ runName }) => runName).sort() };
}

function byPage(typed: string, facts: readonly RunFacts[]): readonly string[] {
  return facts.filter(readFilter(typed)).map(({ runName }) => runName).sort();
}

/** What Search finds by itself, and whether that is to be all of what was typed. */
async function bySearch(typed: string, session: Session) {
  const { where = {}, isWhole } = toSearchPart(readConditions(typed).condition);
  const expression = toExpression(where, { others: 2, experimentName: EXPERIMENT });
  const { Results = [] } = await session.sagemaker.call("Search", {
    Resource: "ExperimentTrialComponent",
    MaxResults: 100,
    SearchExpression: {
      Filters: [
        { Name: "Parents.ExperimentName", Operator: "Equals", Value: EXPERIMENT },
        { Name: "Tags.sagemaker:trial-component-source", Operator: "Equals", Value: "run" },
      ],
      ...(expression ? { SubExpressions: [expression] } : {}),
    },
  });
  const names = Results.map(({ TrialComponent }) =>
    (TrialComponent?.TrialComponentName ?? "").replace(/^cases-/, "")
  );
  // Of a part of a run's name Search also finds parts of the experiment's.
  return { names: names.sort(), isExact: isWhole && !typed.includes("runName~") };
}

Deno.test("a typed condition means the same runs to the command line, the page and Search", () =>
  withCases(async ({ session, facts, where }) => {
    assert(CASES.length >= 60);
    let exact = 0;
    for (const { typed, runs, unknown = [] } of CASES) {
      assertEquals(byPage(typed, facts), runs, `the page: ${typed}`);
      const searched = await bySearch(typed, session);
      if (searched.isExact) {
        exact++;
        assertEquals(searched.names, runs, `Search: ${typed}`);
      } else {
        assertEquals(runs.filter((name) => !searched.names.includes(name)), [], typed);
      }
      const listed = await byCommandLine(typed, where);
      assertEquals([listed.code, listed.names], [0, runs], `the command line: ${typed}`);
      const notices = noticesOf(typed, facts);
      assertEquals(notices.map((text) => /"(.*?)"/.exec(text)?.[1]), [...unknown], typed);
      assertEquals(listed.stderr, notices.map((text) => `${text}\n`).join(""), typed);
    }
    assert(exact >= 60, `Search says ${exact} of ${CASES.length} by itself`);
  }));

Deno.test("a condition that cannot be read is a wrong call, and hides no run on the page", () =>
  withCases(async ({ facts, where }) => {
    for (const [typed, told] of PROBLEMS) {
      const { code, stderr } = await byCommandLine(typed, where);
      assertEquals(code, 2, `${typed}\n${stderr}`);
      assertStringIncludes(stderr, told, typed);
      const [notice = ""] = noticesOf(typed, facts);
      assertStringIncludes(stderr, notice, typed);
      assertEquals(byPage(typed, facts).length, facts.length, typed);
    }
  }));

Deno.test("conditions that a shell has cut at their spaces are read as one text", () =>
  withCases(async ({ where }) => {
    const { stdout } = await runlogInProcess(
      ["list", EXPERIMENT, "--session", where, "--where", "status", "=", "failed", "lr~1e"],
    );
    assertEquals(stdout.split("\n").map((line) => line.split("\t")[0]), ["run", "resnet-2", ""]);
  }));

Deno.test("an order may be any name, and the answer names one that no run has", () =>
  withCases(async ({ where }) => {
    const sorted = async (...args: readonly string[]) => {
      const call = ["list", EXPERIMENT, "--session", where, "--json", "--sort-by", ...args];
      const { code, stdout, stderr } = await runlogInProcess(call);
      assertEquals(code, 0, stderr);
      const runs: readonly RunRecord[] = JSON.parse(stdout);
      return { names: runs.map(({ runName }) => runName), stderr };
    };
    const ascending = ["--sort-order", "ascending"];
    assertEquals((await sorted("metrics.loss.last", ...ascending)).names.slice(0, 3), [
      "vit-1",
      "resnet-2",
      "resnet-1",
    ]);
    // A bare name and a duration are no properties of Search.
    assertEquals((await sorted("val/accuracy", ...ascending, "--max-results", "2")).names, [
      "vit-1",
      "resnet-1",
    ]);
    // The table shows what it is sorted by.
    const table = await runlogInProcess(
      [
        "list",
        EXPERIMENT,
        "--session",
        where,
        "--sort-by",
        "parameters.seed",
        "--max-results",
        "2",
      ],
    );
    assertEquals(table.stdout.split("\n").map((line) => line.split("\t").at(-1)), [
      "parameters.seed",
      "20241131",
      "20241130",
      "",
    ]);
    assertEquals((await sorted("duration", "--max-results", "2")).names, [
      "case-study",
      "resnet-2",
    ]);
    const unknown = await sorted("metrics.none");
    assertEquals([unknown.names.length, unknown.stderr], [
      5,
      'No run has "metrics.none" (yet)\n',
    ]);
    const call = ["list", EXPERIMENT, "--session", where, "--sort-by", "metrics.loss.mean"];
    const { code, stderr } = await runlogInProcess(call);
    assertEquals(code, 2);
    assertStringIncludes(stderr, "the statistic must be avg");
  }));

Deno.test("at most so many runs are listed, where Search finds more than are meant as well", () =>
  withCases(async ({ where }) => {
    for (const typed of ["resnet", "runName~case", "loss<10"]) {
      const args = ["list", EXPERIMENT, "--json", "--session", where, "--where", typed];
      const { stdout } = await runlogInProcess([...args, "--max-results", "1"]);
      assertEquals(JSON.parse(stdout).length, 1, typed);
    }
  }));
