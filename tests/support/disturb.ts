/** Values where no type allows them: what programs without types hand to a typed function. */
const ODD: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => -0,
  () => NaN,
  () => -Infinity,
  () => 1e21,
  () => "",
  () => "\ud800 alone",
  () => "\u2028\u0000\u007f",
  () => true,
  () => new Date(1_700_000_000_123),
  () => new Date(NaN),
  () => [],
  () => [null, "a", undefined, -0],
  () => ({}),
  () => ({ StringValue: undefined, NumberValue: null }),
  () => ({ NumberValue: -0 }),
  () => ({ NumberValue: NaN, StringValue: "both" }),
  () => new Uint8Array([1, 2]),
  () => new Map([["a", 1]]),
  () => Object.create({ Value: "inherited", StringValue: "inherited" }),
  () => JSON.parse('{"__proto__":{"StringValue":"kept"}}'),
];

/** Members that no operation has, or only some. */
const NAMES = ["Unknown", "__proto__", "constructor", "MaxResults", "Tags", "Status", "StartTime"];

/** Changes one value of an input: replaces it, or adds a member. */
export function disturb(input: Record<string, unknown>, random: () => number): void {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  let place: Record<string, unknown> | unknown[] = input;
  for (;;) {
    const names: readonly string[] = Object.keys(place);
    const name: string = random() < 0.2 || names.length === 0 ? pick(NAMES) : pick(names);
    // Lists take names of members as well, which no JSON shows.
    const members = place as Record<string, unknown>;
    const inner = Object.hasOwn(members, name) ? members[name] : undefined;
    const isPlain = Array.isArray(inner) ||
      (typeof inner === "object" && inner !== null && !(inner instanceof Date));
    if (isPlain && random() < 0.7) {
      place = inner as Record<string, unknown>;
      continue;
    }
    Object.defineProperty(members, name, {
      value: pick(ODD)(),
      configurable: true,
      enumerable: true,
      writable: true,
    });
    return;
  }
}
