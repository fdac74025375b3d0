/**
 * Values that callers without types pass by mistake or in malice: each argument of each public
 * function is tried with them.
 */
import fc from "./fast_check.ts";
import { SEED } from "./dice.ts";

/** A value, and how to say which in a message. */
export interface HostileValue {
  readonly shown: string;
  readonly value: unknown;
}

/** Text that has broken one library or another. */
const TEXTS: readonly string[] = [
  "",
  " ",
  "0",
  "a".repeat(60),
  "a".repeat(121),
  "a".repeat(2_501),
  "\0",
  "a\0b",
  "\ud83d",
  "top_\udc00",
  "\u2028",
  "line\nbreak",
  "line\r\nbreak",
  "\u0085",
  "\u202eevil",
  "\u200b",
  "\ufeff",
  "\ufffe",
  "é".normalize("NFD"),
  "😀".repeat(60),
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "../../etc/passwd",
  "a/../b",
  "C:\\temp",
  "CON",
  "%00",
  "%2e%2e%2f",
  "'; DROP TABLE component;--",
  "$(touch x)",
  "<script>alert(1)</script>",
  "{{7*7}}",
  "=1+1",
  '"quoted"',
  '"\\u2028"',
  "null",
  "NaN",
  "[object Object]",
  "s3://",
  "s3://bucket/key",
  "http://[",
  "arn:aws:sagemaker:::",
  "٣",
  "İ",
  "e",
  "r",
];

const NUMBERS: readonly number[] = [
  NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  1,
  -1,
  0.5,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 60,
  -(2 ** 62),
  1e21,
  1e308,
  5e-324,
  8.64e15,
  8.64e15 + 1,
  1e18,
];

/** Values that cannot be written down as JSON. Each call makes them anew: some change when used. */
function things(): readonly HostileValue[] {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const throwing = (): never => {
    throw new Error("from a trap");
  };
  const detached = new ArrayBuffer(8);
  const viewOfDetached = new Uint8Array(detached);
  structuredClone(detached, { transfer: [detached] });
  const sparse = [1, 2, 3];
  delete sparse[1];
  const named: Readonly<Record<string, unknown>> = {
    undefined: undefined,
    null: null,
    true: true,
    false: false,
    "10n": 10n,
    "2n ** 200n": 2n ** 200n,
    "Symbol()": Symbol("s"),
    "function": () => {},
    "async function": async () => {},
    "class": class Odd {},
    "[]": [],
    "{}": {},
    "sparse array": sparse,
    "new Array(1e7)": new Array(1e7),
    "cyclic object": cyclic,
    "revoked proxy": revoked.proxy,
    "proxy that throws": new Proxy({}, {
      get: throwing,
      has: throwing,
      ownKeys: throwing,
      getPrototypeOf: throwing,
      getOwnPropertyDescriptor: throwing,
    }),
    "getter that throws": {
      get name() {
        return throwing();
      },
    },
    "toString that throws": { toString: throwing, valueOf: throwing, toJSON: throwing },
    "object without prototype": Object.create(null),
    "__proto__ of its own": JSON.parse('{"__proto__": 1}'),
    "new Date(NaN)": new Date(NaN),
    "new Date(8.64e15)": new Date(8.64e15),
    "new Date()": new Date(),
    "Map": new Map([["a", 1]]),
    "Set": new Set([1]),
    "WeakMap": new WeakMap(),
    "RegExp": /a/g,
    "Error": new Error("an error"),
    "promise": Promise.resolve(1),
    "promise that fails": handled(Promise.reject(new Error("a promise"))),
    "thenable that throws": {
      get then() {
        return throwing();
      },
    },
    "boxed string": new String("boxed"),
    "boxed number": new Number(1),
    "detached buffer": detached,
    "bytes of a detached buffer": viewOfDetached,
    "shared buffer": new SharedArrayBuffer(8),
    "bytes of a shared buffer": new Uint8Array(new SharedArrayBuffer(8)),
    "Float64Array with NaN": new Float64Array([1, NaN]),
    "DataView": new DataView(new ArrayBuffer(4)),
    "empty Blob": new Blob([]),
    "File": new File(["x"], "x.txt"),
    "URL": new URL("https://runlog.invalid/"),
    "revoked blob URL": revokedUrl(),
    "aborted signal": AbortSignal.abort(),
    "signal aborted with undefined": AbortSignal.abort(null),
    "Headers": new Headers(),
    "Request": new Request("https://runlog.invalid/"),
    "locked stream": lockedStream(),
    "generator": (function* () {
      yield 1;
    })(),
    "globalThis": globalThis,
    "10 MB of text": BIG,
  };
  return Object.entries(named).map(([shown, value]) => ({ shown, value }));
}

const BIG = "x".repeat(10_000_000);

function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

function revokedUrl(): string {
  const url = URL.createObjectURL(new Blob(["x"]));
  URL.revokeObjectURL(url);
  return url;
}

function lockedStream(): ReadableStream {
  const stream = new ReadableStream();
  stream.getReader();
  return stream;
}

const ANYTHING = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 300 }) },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: fc.bigInt() },
  { weight: 1, arbitrary: fc.date({ noInvalidDate: false }) },
  {
    weight: 4,
    arbitrary: fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
      withTypedArray: true,
      maxDepth: 2,
    }),
  },
);

/**
 * Returns at least `count` values: those above, and generated ones. The same seed gives the same.
 *
 * @param count Number of values, 150 or more
 * @param salt Makes the generated values of one argument differ from those of another
 */
export function hostileValues(count: number, salt: number): readonly HostileValue[] {
  const plain = [...TEXTS, ...NUMBERS].map((value) => ({ shown: show(value), value }));
  const known = [...plain, ...things()];
  const generated = fc.sample(ANYTHING, {
    numRuns: Math.max(0, count - known.length),
    seed: SEED + salt,
  });
  return [...known, ...generated.map((value) => ({ shown: show(value), value }))];
}

function show(value: unknown): string {
  try {
    return fc.stringify(value).slice(0, 120);
  } catch {
    return "a value that cannot be shown";
  }
}
