import fs from "node:fs";
import { assert, assertEquals, assertLessOrEqual, assertRejects } from "@std/assert";
import { type SmallBatches, storeInBatches } from "../../src/artifacts/small_batches.ts";
import type { SmallFile } from "../../src/ports/file_store.ts";
import fc from "../support/fast_check.ts";
import { range } from "../support/numbers.ts";
import { bytesOf } from "../support/sample_bytes.ts";
import { inFolder } from "../support/temporary_folder.ts";

interface File {
  readonly within: string;
  readonly path: string;
}

/** Makes files that no one has written to for a while. */
function makeFiles(folder: string, sizes: readonly number[]): readonly File[] {
  return sizes.map((size, index) => {
    const file = { within: `${index}`, path: `${folder}/${index}` };
    fs.writeFileSync(file.path, bytesOf(size + index % 7).subarray(index % 7));
    fs.utimesSync(file.path, 1_700_000_000, 1_700_000_000);
    return file;
  });
}

/** What was stored in which way: the files of each call. */
interface Calls {
  readonly put: string[][];
  readonly others: string[][];
  readonly stored: number[];
  readonly options: SmallBatches;
}

function batches(own: Partial<SmallBatches> = {}): Calls {
  const [put, others, stored]: [string[][], string[][], number[]] = [[], [], []];
  const keysOf = (files: readonly SmallFile[]): string[] => files.map(({ object }) => object.key);
  const options: SmallBatches = {
    put: (files) => {
      put.push(keysOf(files));
      return Promise.resolve(true);
    },
    fs,
    targetOf: ({ within }) => ({
      bucket: "b",
      key: within,
      bucketOwner: undefined,
      mediaType: undefined,
      encryption: undefined,
    }),
    onBegin: () => {},
    onStored: (size) => stored.push(size),
    others: (files) => {
      if (files.length > 0) others.push(files.map(({ within }) => within));
      return Promise.resolve();
    },
    onChange: "fail",
    signal: undefined,
    // Nothing takes any time.
    now: () => 0,
    ...own,
  };
  return { put, others, stored, options };
}

/** A file system in which each opening takes some time by a clock. */
function slowFiles(tookMs: (opening: number) => number) {
  let [now, openings] = [0, 0];
  const openSync = ((...given: Parameters<typeof fs.openSync>) => {
    now += tookMs(openings++);
    return fs.openSync(...given);
  }) as typeof fs.openSync;
  return { fs: { ...fs, openSync }, now: () => now, openings: () => openings };
}

Deno.test("every file is stored once and whole, in a batch or by the other way", () =>
  inFolder(async (root) => {
    let trial = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.nat({ max: 30_000 }), fc.nat({ max: 200_000 })), { maxLength: 100 }),
        fc.array(fc.boolean(), { minLength: 1 }),
        fc.array(fc.constantFrom(0, 0, 0, 1, 40), { minLength: 1 }),
        async (sizes, takes, times) => {
          const folder = `${root}/${++trial}`;
          fs.mkdirSync(folder);
          const files = makeFiles(folder, sizes);
          const begun = new Set<string>();
          const taken: string[] = [];
          let call = 0;
          const { put, others, stored, options } = batches({
            ...slowFiles((opening) => times[opening % times.length] ?? 0),
            onBegin: (targets) => targets.forEach(({ key }) => begun.add(key)),
            put: (files) => {
              put.push(files.map(({ object }) => object.key));
              for (const { bytes, object } of files) {
                assert(begun.has(object.key));
                const whole = new Uint8Array(fs.readFileSync(`${folder}/${object.key}`));
                assertEquals(bytes, whole);
              }
              const isTaken = takes[call++ % takes.length] ?? true;
              if (isTaken) taken.push(...files.map(({ object }) => object.key));
              return Promise.resolve(isTaken);
            },
          });
          await storeInBatches(files, options);
          const all = [...taken, ...others.flat()].map(Number).toSorted((one, two) => one - two);
          assertEquals(all, range(files.length));
          assertEquals(stored, taken.map((key) => sizes[Number(key)] ?? NaN));
          for (const keys of put) assertLessOrEqual(keys.length, 64);
        },
      ),
      { numRuns: 40 },
    );
  }));

Deno.test("a quick disk is given batches of 64 files from the seventh on", () =>
  inFolder(async (folder) => {
    const { put, others, options } = batches();
    await storeInBatches(makeFiles(folder, range(1_000).map(() => 10)), options);
    assertEquals(put.slice(0, 8).map(({ length }) => length), [1, 2, 4, 8, 16, 32, 64, 64]);
    assertEquals([put.length, others], [21, []]);
  }));

Deno.test("a disk that keeps the process waiting is left to the other way, tried less and less often", () =>
  inFolder(async (folder) => {
    const slow = slowFiles(() => 50);
    const { put, others, options } = batches(slow);
    const files = makeFiles(folder, range(1_000).map(() => 10));
    await storeInBatches(files, options);
    // 32, 64, 128, 256 and 512 files are spared it.
    assertEquals(slow.openings(), 6);
    assertEquals(put.flat().length, 6);
    assertEquals(others.map(({ length }) => length), [32, 64, 128, 256, 512, 2]);
  }));

Deno.test("a disk that was slow for a moment is given batches again", () =>
  inFolder(async (folder) => {
    const { put, others, options } = batches(
      slowFiles((opening) => opening % 500 === 0 ? 1_000 : 0.01),
    );
    await storeInBatches(makeFiles(folder, range(1_000).map(() => 10)), options);
    // As few the second time as the first.
    assertEquals(others.map(({ length }) => length), [32, 32]);
    assertEquals(Math.max(...put.map(({ length }) => length)), 64);
  }));

Deno.test("the event loop turns at the latest after 10 ms of reading and one file", () =>
  inFolder(async (folder) => {
    const slow = slowFiles(() => 4);
    const turns: number[] = [];
    const { options } = batches({
      ...slow,
      put: () => {
        turns.push(slow.now());
        return Promise.resolve(true);
      },
    });
    await storeInBatches(makeFiles(folder, range(100).map(() => 10)), options);
    const longest = turns.map((at, index) => at - (turns[index - 1] ?? 0));
    assertLessOrEqual(Math.max(...longest), 14);
  }));

Deno.test("an abort ends the work between two batches, and an error of the store at once", () =>
  inFolder(async (folder) => {
    const files = makeFiles(folder, range(100).map(() => 10));
    const stop = new AbortController();
    const reason = new Error("enough");
    const { put, stored, options } = batches({
      signal: stop.signal,
      onStored: () => stored.push(0) === 3 ? stop.abort(reason) : undefined,
    });
    await assertRejects(() => storeInBatches(files, options), Error, "enough");
    assertEquals(put.map(({ length }) => length), [1, 2]);
    const broken = batches({ put: () => Promise.reject(new Error("the disk is full")) });
    await assertRejects(() => storeInBatches(files, broken.options), Error, "the disk is full");
    assertEquals([broken.stored, broken.others], [[], []]);
  }));
