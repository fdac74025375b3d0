import { assertEquals, assertRejects } from "@std/assert";
import { ArgumentError, downloadArtifact, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import fc from "../support/fast_check.ts";
import { inFolder } from "../support/temporary_folder.ts";

/** What names of files are made of: what shells, URLs, XML, S3 and other systems take for their own. */
const PARTS = [
  ..."abcAB.-_ ~+*%#?&=:;|<>\"'`^@!$(){}[],",
  ..."\t\n\r\v\u0001\u0007\u001b\u007f\u0085\u00a0\u2028\u2029\u200b\u202e\ufeff\ufffe\uffff\ufffd",
  // The same letter in NFC and NFD, others whose case or length differs, and beyond 16 bits.
  ..."é\u0065\u0301ßİıﬁÅÅ漢字한",
  "😀",
  "👩‍👩‍👧",
  "%2F",
  "%2E",
  "..",
  "&amp;",
  "&#x7;",
  "con",
];

/** Names of almost as many bytes as file systems admit: four of them are too long for a key. */
const LONG_NAMES = ["x".repeat(240), "é".repeat(120), "漢".repeat(80)];

/** A name that Linux admits, of parts or one of some. */
function nameOf(parts: readonly string[], others: readonly string[]): fc.Arbitrary<string> {
  const made = fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 })
    .map((some) => some.join(""))
    .filter((name) => !/^\.{1,2}$/.test(name));
  return fc.oneof(
    { arbitrary: made, weight: 2 },
    { arbitrary: fc.constantFrom(...others), weight: 1 },
  );
}

/** Paths of files, of which none is a folder of another. */
function pathsOf(...names: Parameters<typeof nameOf>): fc.Arbitrary<readonly string[]> {
  const path = fc.array(nameOf(...names), { minLength: 1, maxLength: 6 }).map((path) =>
    path.join("/")
  );
  return fc.uniqueArray(path, { minLength: 1, maxLength: 8 }).map((paths) =>
    paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)))
  );
}

/** Writes files whose content is their path. */
async function write(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await Deno.mkdir(`${folder}/${path.split("/").slice(0, -1).join("/")}`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, path);
  }
}

/** The files of a folder with their contents. */
async function filesIn(
  folder: string,
  within = "",
): Promise<readonly (readonly [string, string])[]> {
  const files: (readonly [string, string])[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${within}`)) {
    const path = `${within}${name}`;
    if (isDirectory) files.push(...await filesIn(folder, `${path}/`));
    else files.push([path, await Deno.readTextFile(`${folder}/${path}`)]);
  }
  return files;
}

/** Longest key of an object in S3, in bytes. */
const LONGEST_KEY = 1_024;

Deno.test("a folder with any names comes back as it was, and a key too long for S3 is named", () =>
  inFolder(async (folder) => {
    const logger = { info() {}, warn() {}, error() {} };
    await using session = await localSession({ path: `${folder}/store`, logger });
    const options = { experimentName: "demo", session, captureEnvironment: false };
    let trial = 0;
    await fc.assert(
      fc.asyncProperty(pathsOf(PARTS, LONG_NAMES), async (paths) => {
        const at = `${folder}/${trial++}`;
        await write(`${at}/in`, paths);
        await using run = await startRun(options);
        const prefix = new URL((await run.logText("x", { name: "probe" })).replace("s3:", "http:"));
        const start = prefix.pathname.slice(1).replace(/probe$/, "data/");
        const isLong = (path: string): boolean =>
          new TextEncoder().encode(start + path).length > LONGEST_KEY;
        const logged = paths.filter((path) => !isLong(path));
        const log = (): Promise<{ files: number }> =>
          run.logDirectory(`${at}/in`, { name: "data" });
        if (logged.length === 0) {
          await assertRejects(log, ArgumentError, "a file that can be stored");
        } else {
          assertEquals((await log()).files, logged.length);
          await run.flush();
          await downloadArtifact(run, "data", `${at}/out`, { session });
          const expected = logged.map((path) => [path, path] as const);
          assertEquals((await filesIn(`${at}/out`)).toSorted(), expected.toSorted());
        }
        const told = run.problems.map(({ reason, count }) => [reason, count]);
        const rule = `file must leave room for a key of at most ${LONGEST_KEY} bytes`;
        const count = run.problems.reduce((sum, { count }) => sum + count, 0);
        assertEquals(told, run.problems.map(({ count }) => [rule, count]));
        assertEquals(count, paths.length - logged.length);
      }),
      { numRuns: 60 },
    );
  }));

Deno.test("each file of a folder has the key of its own name, backslashes included", () =>
  inFolder(async (folder) => {
    await using session = await localSession({ path: `${folder}/store` });
    let trial = 0;
    await fc.assert(
      fc.asyncProperty(
        pathsOf(["a", "b", "\\", "..\\", "c:", ".", " "], ["plain"]),
        async (paths) => {
          const at = `${folder}/${trial++}`;
          await write(at, paths);
          const run = await startRun({
            experimentName: "demo",
            session,
            captureEnvironment: false,
          });
          const { uri } = await run.logDirectory(at, { name: "data" });
          await run.close();
          const { host, pathname } = new URL(uri.replace("s3:", "http:"));
          const Prefix = pathname.slice(1);
          const { Contents = [] } = await session.s3.call("ListObjectsV2", {
            Bucket: host,
            Prefix,
          });
          const keys = Contents.map(({ Key = "" }) => Key.slice(Prefix.length));
          assertEquals(keys.toSorted(), paths.toSorted());
        },
      ),
      { numRuns: 30 },
    );
  }));
