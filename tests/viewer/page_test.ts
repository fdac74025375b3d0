import { assert, assertEquals } from "@std/assert";
import { noticesOf, readFilter, readOrder, sorted } from "../../src/viewer/page/filter.ts";
import { cellOf, defaultColumns, propertiesOf, valueOf } from "../../src/viewer/page/properties.ts";
import type { RunFacts } from "../../src/viewer/wire.ts";
import fc from "../support/fast_check.ts";

function facts(runName: string, some: Partial<RunFacts> = {}): RunFacts {
  return {
    experimentName: "demo",
    runName,
    displayName: `demo-${runName}`,
    trialComponentName: `demo-${runName}`,
    arn: "",
    runGroupNames: [],
    status: "Completed",
    statusMessage: undefined,
    startTime: undefined,
    endTime: undefined,
    creationTime: undefined,
    lastModifiedTime: undefined,
    parameters: {},
    metrics: {},
    inputArtifacts: {},
    outputArtifacts: {},
    description: undefined,
    notes: undefined,
    isArchived: false,
    tags: {},
    commit: undefined,
    repository: undefined,
    ...some,
  };
}

function metric(last: number, min = last) {
  const none = { avg: undefined, stddev: undefined, timestamp: undefined };
  return { last, min, max: last, count: 1, ...none };
}

const RUNS = [
  facts("a", { parameters: { lr: 0.1, optimizer: "adam" }, metrics: { loss: metric(0.5, 0.2) } }),
  facts("b", { parameters: { lr: 0.01, optimizer: "SGD" }, metrics: { loss: metric(0.3) } }),
  facts("c", { status: "Failed", notes: "Out of memory", creationTime: "2026-05-01T10:00:00Z" }),
];

function found(text: string): string {
  return RUNS.filter(readFilter(text)).map(({ runName }) => runName).join("");
}

Deno.test("readFilter() takes conditions by full and bare names, words, and all of them together", () => {
  assertEquals(found(""), "abc");
  assertEquals(found("metrics.loss<0.4"), "b");
  assertEquals(found("metrics.loss.min<=0.2"), "a");
  assertEquals(found("loss>=0.3 lr=0.1"), "a");
  assertEquals(found("parameters.optimizer=SGD"), "b");
  assertEquals(found("parameters.optimizer=sgd"), "", "as Search compares");
  assertEquals(found("optimizer~da"), "a");
  assertEquals(found("status!=completed"), "c");
  assertEquals(found("memory"), "c");
  assertEquals(found('"out of"'), "c");
  assertEquals(found("creationTime>2026-01-01"), "c");
  assertEquals(found("creationTime<2026-01-01"), "");
  assertEquals(found("constructor=1"), "");
});

Deno.test("readFilter() takes any text, and never throws", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    RUNS.filter(readFilter(text));
  }));
});

Deno.test("sorted() puts runs without a value last in both directions", () => {
  const order = (text: string): string =>
    sorted(RUNS, readOrder(text)).map(({ runName }) => runName).join("");
  assertEquals(order("metrics.loss"), "bac");
  assertEquals(order("-metrics.loss"), "abc");
  assertEquals(order("parameters.optimizer"), "abc");
  assertEquals(order("-name"), "cba");
});

Deno.test("valueOf() takes no name of JavaScript's own for a value", () => {
  for (const name of ["constructor", "__proto__", "parameters.toString", "metrics.valueOf.min"]) {
    assertEquals(valueOf(facts("x"), name), undefined);
  }
  const odd = facts("x", { metrics: { "loss.min": metric(7), loss: metric(2, 1) } });
  assertEquals(valueOf(odd, "metrics.loss.min"), 1, "as Search reads it");
  assertEquals(valueOf(odd, "metrics.loss.min.last"), 7);
  assert(propertiesOf([odd]).includes("metrics.loss.min.last"));
});

Deno.test("defaultColumns() shows metrics, and parameters in which runs differ", () => {
  const alike = RUNS.map((run) => ({ ...run, parameters: { ...run.parameters, "env/os": "l" } }));
  assertEquals(defaultColumns(alike), [
    "metrics.loss",
    "parameters.lr",
    "parameters.optimizer",
  ]);
  assertEquals(propertiesOf(alike).at(-1), "parameters.env/os");
});

Deno.test("cellOf() shows facts as they were logged, and rounds measurements so that one sees it", () => {
  const run = facts("x", {
    parameters: { seed: 20241130, share: 0.1 + 0.2 },
    metrics: { loss: metric(1 / 3), exact: metric(1), near: metric(0.99999999) },
    startTime: "2026-05-01T10:00:00.250Z",
    endTime: "2026-05-01T10:01:05.250Z",
  });
  const text = (property: string): string => cellOf(run, property).text;
  assertEquals(text("parameters.seed"), "20241130");
  assertEquals(text("parameters.share"), "0.30000000000000004");
  assertEquals(text("metrics.loss"), "0.33333");
  assertEquals([text("metrics.exact"), text("metrics.near")], ["1", "1.0000"]);
  assertEquals(text("duration"), "1 min 5 s");
  assertEquals(cellOf(run, "startTime").title, "2026-05-01T10:00:00.250Z");
  assertEquals(cellOf(run, "parameters.none"), { text: "", title: "", isNumber: false });
});

Deno.test("noticesOf() tells names that no run has, and what cannot be read", () => {
  assertEquals(noticesOf("loss<0.4 memory", RUNS), []);
  assertEquals(noticesOf("parameters.foo=1 los<2", RUNS), [
    'No run has "parameters.foo" (yet)',
    'No run has "los" (yet)',
  ]);
  assertEquals(noticesOf("status=done", RUNS).length, 1);
  assertEquals(found("status=done"), "abc", "a term that cannot be read hides no run");
});
