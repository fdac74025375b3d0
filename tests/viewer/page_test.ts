import { assertEquals } from "@std/assert";
import { readFilter, readOrder, sorted } from "../../src/viewer/page/filter.ts";
import { durationText, numberText } from "../../src/viewer/page/format.ts";
import { defaultColumns, propertiesOf, valueOf } from "../../src/viewer/page/properties.ts";
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
  assertEquals(found("parameters.optimizer=sgd"), "b");
  assertEquals(found("optimizer~A"), "a");
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
  assertEquals(valueOf(odd, "metrics.loss.min"), 7);
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

Deno.test("numbers and lengths of time are short and tell values apart", () => {
  assertEquals([0.1 + 0.2, 1e-9, 123456, 1234567.5, -0].map(numberText), [
    "0.3",
    "1e-9",
    "123456",
    "1234600",
    "0",
  ]);
  assertEquals([12, 1_500, 65_000, 3_700_000, 9e7, NaN].map(durationText), [
    "12 ms",
    "1.5 s",
    "1 min 5 s",
    "1 h 1 min",
    "1 d 1 h",
    "",
  ]);
});
