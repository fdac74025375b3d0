import { assertEquals } from "@std/assert";
import { openInput } from "../../../src/import/input.ts";
import { readRecords } from "../../../src/import/tensorboard/records.ts";
import { frameRecord } from "../../../src/import/tensorboard/write_events.ts";
import fc from "../../support/fast_check.ts";
import { file } from "../importing.ts";

/** Records as texts of numbers, and damage as its kind with first byte and length. */
async function read(bytes: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  const { files: [input] } = await openInput(file("events.out.tfevents.1.a", bytes));
  const found: string[] = [];
  if (!input) return found;
  for await (const { records = [], damage } of readRecords(input)) {
    found.push(...records.map(({ data }) => data.join()));
    if (damage) found.push(`${damage.kind} ${damage.offset} ${damage.length}`);
  }
  return found;
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const RECORDS = fc.array(fc.uint8Array({ maxLength: 40 }).map((data) => new Uint8Array(data)), {
  maxLength: 8,
});

Deno.test("records are read as they were framed, and a file that ends within one says so", async () => {
  await fc.assert(fc.asyncProperty(RECORDS, fc.nat(), async (records, cut) => {
    const frames = records.map(frameRecord);
    const bytes = joined(frames);
    assertEquals(await read(bytes), records.map((data) => data.join()));
    const length = bytes.length === 0 ? 0 : cut % bytes.length;
    const ends = frames.map((_, index) =>
      frames.slice(0, index + 1).reduce((sum, one) => sum + one.length, 0)
    );
    const whole = ends.filter((end) => end <= length);
    const rest = length - (whole.at(-1) ?? 0);
    assertEquals(await read(bytes.slice(0, length)), [
      ...records.slice(0, whole.length).map((data) => data.join()),
      ...(rest === 0 ? [] : [`cut ${length - rest} ${rest}`]),
    ]);
  }));
});

Deno.test("bytes between records and flipped bits cost the records that they are in, no others", async () => {
  const data = Array.from({ length: 5 }, (_, index) => new Uint8Array(30).fill(index));
  const frames = data.map(frameRecord);
  const noise = new TextEncoder().encode("INFO:root:a line of a log\n");
  const [a = "", b = "", c = "", d = "", e = ""] = data.map((one) => one.join());
  const mixed = joined([...frames.slice(0, 2), noise, ...frames.slice(2)] as never);
  assertEquals(await read(mixed), [a, b, `damaged 92 ${noise.length}`, c, d, e]);
  for (let bit = 46 * 8; bit < 92 * 8; bit++) {
    const flipped = joined(frames);
    const byte = bit >> 3;
    flipped[byte] = (flipped[byte] ?? 0) ^ 1 << (bit & 7);
    assertEquals(await read(flipped), [a, "damaged 46 46", c, d, e], `bit ${bit}`);
  }
});
