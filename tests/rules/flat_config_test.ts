import { assert, assertEquals, assertThrows } from "@std/assert";
import { ArgumentError } from "../../src/errors.ts";
import { flattenConfig } from "../../src/rules/flat_config.ts";
import fc from "../support/fast_check.ts";

function flat(config: unknown): Record<string, string | number> {
  return Object.fromEntries(flattenConfig(config).values);
}

function told(config: unknown): readonly string[] {
  return flattenConfig(config).misfits.map(({ name, argument, rule, kept = "left out" }) =>
    `${name}: ${argument} must ${rule}: ${kept}`
  );
}

Deno.test("a configuration is flattened as people have it, without a problem", () => {
  const config = {
    lr: 5e-5,
    report_to: ["tensorboard"],
    kwargs: {},
    token: null,
    fp16: false,
    seed: 12345678901234567890n,
    at: new Date(0),
    optimizer: { name: "adam", betas: [0.9, 0.999], schedule: { warmup: 10 } },
    bare: Object.assign(Object.create(null), { inside: 1 }),
    layers: new Int32Array([64, 10]),
    classes: new Set(["cat", "dog"]),
    weights: new Map([["cat", 0.5]]),
    ["__proto__"]: 1,
    "": 2,
    empty: [],
    nested: [{ since: new Date(0), big: 1n, deep: [null, true] }],
  };
  assertEquals(told(config), []);
  assertEquals(Object.entries(flat(config)), [
    ["lr", 5e-5],
    ["report_to", '["tensorboard"]'],
    ["kwargs", "{}"],
    ["token", "null"],
    ["fp16", "false"],
    ["seed", "12345678901234567890"],
    ["at", "1970-01-01T00:00:00.000Z"],
    ["optimizer.name", "adam"],
    ["optimizer.betas", "[0.9,0.999]"],
    ["optimizer.schedule.warmup", 10],
    ["bare.inside", 1],
    ["layers", "[64,10]"],
    ["classes", '["cat","dog"]'],
    ["weights.cat", 0.5],
    ["__proto__", 1],
    ["", 2],
    ["empty", "[]"],
    ["nested", '[{"since":"1970-01-01T00:00:00.000Z","big":"1","deep":[null,true]}]'],
  ]);
});

Deno.test("what has no such form is kept in the nearest one or left out, each by name", () => {
  class Options {
    width = 3;
  }
  const around: Record<string, unknown> = { kept: 1 };
  around["self"] = around;
  const items: unknown[] = [1];
  items.push(items, undefined, NaN);
  const config = {
    missing: undefined,
    relu() {},
    anonymous: (() => () => {})(),
    mark: Symbol("mark"),
    nan: NaN,
    down: -Infinity,
    zero: -0,
    never: new Date(NaN),
    options: new Options(),
    url: new URL("https://example.com/"),
    pattern: /a+/g,
    pending: Promise.resolve(),
    keys: new Map([[1, "one"]]),
    around,
    items,
    get broken(): unknown {
      throw new Error("no");
    },
    proxy: revoked(),
    "a.b": 1,
    a: { b: 2 },
    last: "kept",
  };
  assertEquals(flat(config), {
    relu: "relu",
    mark: "mark",
    nan: "NaN",
    down: "-Infinity",
    zero: 0,
    never: "Invalid Date",
    "options.width": 3,
    url: "https://example.com/",
    pattern: "/a+/g",
    "keys.1": "one",
    "around.kept": 1,
    items: '[1,null,null,"NaN"]',
    "a.b": 1,
    last: "kept",
  });
  const plain = "value must be text, a number, a boolean, null, a date, an array or a plain object";
  assertEquals(told(config), [
    "missing: value must not be undefined: left out",
    `relu: ${plain}: kept as its name`,
    `anonymous: ${plain}: left out`,
    `mark: ${plain}: kept as its name`,
    "nan: value must be a finite number: kept as the text NaN",
    "down: value must be a finite number: kept as the text -Infinity",
    "zero: value must not be -0: kept as 0",
    "never: value must be a valid date: kept as the text Invalid Date",
    `options: ${plain}: kept by its fields`,
    `url: ${plain}: kept in its JSON form`,
    `pattern: ${plain}: kept as text`,
    `pending: ${plain}: left out`,
    "keys: value must have text as keys: kept with its keys as text",
    "around.self: value must not contain itself: left out",
    "items: value must not contain itself: kept without that part",
    "items: value must not be undefined: kept without that part",
    "items: value must be a finite number: kept as the text NaN",
    "broken: value must be readable (reading it throws an error): left out",
    "proxy: value must be readable (reading it throws an error): left out",
    "a.b: name must be unlike the name of another nested value: left out",
  ]);
});

Deno.test("what is no object of values is a slip", () => {
  const slips = [undefined, null, 1, "lr=1", [1], new Map(), new Date(), new Set(), revoked()];
  for (const config of slips) {
    const error = assertThrows(() => flattenConfig(config), ArgumentError);
    assertEquals(error.argument, "parameters");
  }
});

Deno.test("depth and number of values are bounded, however parts are shared", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level++) deep = { deep };
  assertEquals(told({ deep, kept: 1 }).length, 1);
  let shared: unknown = { a: 1, b: 2 };
  for (let level = 0; level < 60; level++) shared = [shared, shared];
  assert(told({ shared }).length > 0);
});

Deno.test("a part nested 100 levels deep is kept, and a deeper one is reported", () => {
  const nested = (levels: number): unknown => {
    let value: unknown = 1;
    for (let level = 1; level < levels; level++) value = { a: value };
    return { top: value };
  };
  assertEquals(told(nested(100)), []);
  assertEquals(Object.values(flat(nested(100))), [1]);
  const [misfit = "", ...others] = told(nested(101));
  assert(misfit.endsWith("a: value must be nested at most 100 levels deep: left out"), misfit);
  assertEquals(others, []);
});

Deno.test("a part that stands in several places is kept in each", () => {
  const shared = { lr: 0.1, betas: [0.9] };
  const config = { first: shared, second: shared, list: [shared, { inner: shared }] };
  assertEquals(told(config), []);
  assertEquals(flat(config), {
    "first.lr": 0.1,
    "first.betas": "[0.9]",
    "second.lr": 0.1,
    "second.betas": "[0.9]",
    list: JSON.stringify(config.list),
  });
});

Deno.test("any configuration is taken, and every value is text or a finite number", () => {
  const value = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withNullPrototype: true,
    withObjectString: true,
    withSparseArray: true,
    withTypedArray: true,
    withBoxedValues: true,
    withUnicodeString: true,
  });
  fc.assert(fc.property(fc.dictionary(fc.string({ unit: "binary" }), value), (config) => {
    const { values, misfits } = flattenConfig(config);
    for (const one of values.values()) {
      assert(typeof one === "string" || Number.isFinite(one) && !Object.is(one, -0));
    }
    // Each member of the configuration is there by name or told.
    const names = [...values.keys(), ...misfits.map(({ name }) => name)];
    for (const key of Object.keys(config)) {
      assert(names.some((name) => name === key || name.startsWith(`${key}.`)), key);
    }
  }));
});

function revoked(): unknown {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
