import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../src/errors.ts";
import { nameRun } from "../../src/rules/names.ts";
import { readToken, type RunPlace, writeToken } from "../../src/rules/run_token.ts";
import fc from "../support/fast_check.ts";

const names = nameRun("demo", "first");
const paths = fc.string({ minLength: 1, maxLength: 300, unit: "grapheme" });
const places: fc.Arbitrary<RunPlace> = fc.oneof(
  paths.map((path) => ({ kind: "sqlite", path }) as const),
  paths.map((path) => ({ kind: "indexeddb", path }) as const),
  fc.constantFrom("eu-west-1", "us-gov-east-1").map((region) => ({ kind: "aws", region }) as const),
  fc.constant({ kind: "own" } as const),
);

Deno.test("readToken() reads what writeToken() wrote, for every place", () => {
  fc.assert(fc.property(places, (place) => {
    assertEquals(readToken("token", writeToken({ names, place })), { names, place });
  }));
});

Deno.test("readToken() reads the names of a run that a job's trial component stores", () => {
  const ofJob = {
    experimentName: "demo",
    runName: "job-aws-training-job",
    trialComponentName: "job-aws-training-job",
  };
  const token = writeToken({ names: ofJob, place: { kind: "aws", region: "eu-west-1" } });
  assertEquals(readToken("token", token).names, ofJob);
});

Deno.test("a token is a short text of characters that every environment and address carries", () => {
  const token = writeToken({ names, place: { kind: "sqlite", path: "/home/ada/runs/runlog" } });
  assert(/^[A-Za-z0-9._-]+$/.test(token), token);
  assert(token.length < 200, `${token.length} characters`);
});

Deno.test("readToken() refuses a token with any character changed, left out or added", () => {
  const token = writeToken({ names, place: { kind: "sqlite", path: "/runs" } });
  const any = fc.constantFrom(..."abcXYZ019-_. =é");
  fc.assert(fc.property(fc.nat(token.length - 1), any, (at, character) => {
    const [before, here, after] = [token.slice(0, at), token[at] ?? "", token.slice(at + 1)];
    for (const damaged of [before + after, before + character + here + after]) {
      assertThrows(() => readToken("token", damaged), ArgumentError, "token must");
    }
    if (character === here) return;
    assertThrows(() => readToken("token", before + character + after), ArgumentError, "token must");
  }));
});

Deno.test("readToken() refuses what is no token, and contents that no run has", () => {
  const withContent = (content: unknown): string => {
    // The form of writeToken, around any content.
    const place = content as RunPlace;
    return writeToken({ names, place });
  };
  const refused = [
    "",
    "runlog1..",
    "demo/first",
    7,
    null,
    {},
    withContent({ kind: "sqlite" }),
    withContent({ kind: "sqlite", path: "" }),
    withContent({ kind: "aws", region: "eu-west-1/../" }),
    withContent({ kind: "elsewhere", path: "/runs" }),
    withContent({ kind: "own", experimentName: "no name" }),
  ];
  for (const token of refused) {
    const error = assertThrows(() => readToken("RUNLOG_RUN", token), ArgumentError);
    assertEquals(error.argument, "RUNLOG_RUN");
  }
});
