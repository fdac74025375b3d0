import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { ServiceError } from "../../../src/local/errors.ts";
import { JSON_LIMITS, readInput, writeOutput } from "../../../src/local/model/sdk_values.ts";
import { ANY, ANY_TIME, DOUBLE, list, map, structure } from "../../../src/local/model/shape.ts";
import fc from "../../support/fast_check.ts";

const TEXT = { type: "text" } as const;
const SHAPE = structure({
  Name: TEXT,
  Time: ANY_TIME,
  Value: DOUBLE,
  Texts: list(TEXT, 0, Infinity),
  Map: map(TEXT, structure({ Value: TEXT }), Infinity),
  Rest: ANY,
});

Deno.test("readInput() copies, so that later changes of the input change nothing", () => {
  fc.assert(fc.property(
    fc.record({
      Name: fc.string(),
      Texts: fc.array(fc.string()),
      Map: fc.dictionary(fc.string(), fc.record({ Value: fc.string() })),
      Rest: fc.jsonValue(),
    }),
    (input) => {
      const before = readInput(SHAPE, input);
      const kept = structuredClone(before);
      input.Texts.push("later");
      for (const one of Object.values(input.Map)) one.Value = "later";
      Object.assign(input.Map, { later: { Value: "later" } });
      if (typeof input.Rest === "object" && input.Rest !== null) {
        Object.assign(input.Rest, { later: true });
      }
      assertEquals(before, kept);
    },
  ));
});

Deno.test("readInput() takes times in seconds, numbers as JSON has them, and members that are given", () => {
  const input = {
    Name: undefined,
    Time: new Date(1_500),
    Value: -0,
    Texts: ["a", null, undefined],
    Map: { b: undefined },
    Rest: { c: null, d: [NaN, undefined, -0, Infinity], e: new Date(0) },
    Other: "left out",
  };
  assertEquals(readInput(SHAPE, input), {
    Time: 1.5,
    Value: 0,
    Texts: ["a"],
    Map: {},
    Rest: { d: ["NaN", 0, "Infinity"], e: "1970-01-01T00:00:00.000Z" },
  });
  assertEquals(readInput(SHAPE, { Value: 2n ** 60n }), { Value: 2 ** 60 });
});

Deno.test("readInput() keeps a member called __proto__ as one of a map", () => {
  const { Map: read } = readInput(SHAPE, JSON.parse('{"Map":{"__proto__":{"Value":"a"}}}'));
  assertEquals(Object.entries(Object(read)), [["__proto__", { Value: "a" }]]);
});

for (
  const [what, input] of [
    ["an invalid date", { Time: new Date(NaN) }],
    ["a function", { Name: () => "a" }],
    ["a symbol", { Rest: [Symbol("a")] }],
    ["an object without JSON", { Name: { toJSON: () => undefined } }],
    ["too deep nesting", { Rest: nested(JSON_LIMITS.depth) }],
  ] as const
) {
  Deno.test(`readInput() rejects ${what} as a body that is no JSON`, () => {
    const error = assertThrows(() => readInput(SHAPE, input), ServiceError);
    assertEquals([error.code, error.status], ["SerializationException", 400]);
  });
}

Deno.test("readInput() takes the deepest nesting that a body may have", () => {
  readInput(SHAPE, { Rest: nested(JSON_LIMITS.depth - 1) });
});

Deno.test("readInput() measures a request as its JSON: the largest passes, one byte more does not", () => {
  for (const [character, bytes] of [["a", 1], ["é", 2], ["\u0001", 6], ["\ud800", 6]] as const) {
    const room = JSON_LIMITS.bytes - '{"Name":""}'.length;
    const fitting = character.repeat(Math.floor(room / bytes)) + "a".repeat(room % bytes);
    readInput(SHAPE, { Name: fitting });
    const error = assertThrows(() => readInput(SHAPE, { Name: `${fitting}a` }), ServiceError);
    assertEquals([error.code, error.status], ["RequestEntityTooLarge", 413]);
  }
});

Deno.test("writeOutput() makes dates of seconds, and numbers of AWS's words", () => {
  const body = {
    Time: 1_700_000_000.1234,
    Value: "-Infinity",
    Name: null,
    Texts: undefined,
    Map: { a: { Value: "b", Other: 1 }, c: undefined },
    Other: "left out",
  };
  assertEquals(writeOutput(SHAPE, body), {
    Time: new Date(1_700_000_000_123),
    Value: -Infinity,
    Map: { a: { Value: "b" } },
  });
  assertStrictEquals(writeOutput(SHAPE, { Value: -0 })["Value"], -0);
});

Deno.test("writeOutput() copies what a store may keep", () => {
  const kept = { Texts: ["a"], Map: { b: { Value: "c" } }, Rest: { d: [1] } };
  const output = writeOutput(SHAPE, kept);
  assertEquals(output, kept);
  for (const name of ["Texts", "Map", "Rest"] as const) {
    assertEquals(output[name] === kept[name], false, name);
  }
});

function nested(depth: number): unknown {
  let value: unknown = "end";
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}
