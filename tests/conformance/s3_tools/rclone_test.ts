import { assert, assertEquals, assertMatch } from "@std/assert";
import { bigBytes, digestOf, fileDigest, objectDigest } from "./big_objects.ts";
import { packagedProgram, runChecks, type ToolClient, withTool } from "./tool_client.ts";
import { oddTree, readTree, sorted, storedTree, WILD_NAMES, writeTree } from "./trees.ts";

const MIB = 1024 * 1024;
const Bucket = "tools";
const HOUR = 3_600;

/** The remote `store`, which has its keys from the variables of AWS. */
const REMOTE = {
  RCLONE_CONFIG_STORE_TYPE: "s3",
  RCLONE_CONFIG_STORE_PROVIDER: "Other",
  RCLONE_CONFIG_STORE_ENV_AUTH: "true",
} as const;

/** Uploads and copies of more than this are in parts. */
const PARTS = ["--s3-upload-cutoff=5M", "--s3-chunk-size=5M", "--s3-copy-cutoff=5M"];

/** Runs no request again, so that a refused one is seen. */
const ONCE = ["--retries=1", "--low-level-retries=1"];

const at = (path: string): string => `store:${Bucket}/${path}`;

async function check({ folder, aws, run: runWith, feed }: ToolClient): Promise<void> {
  const run = (...args: string[]): Promise<string> =>
    runWith(...ONCE, "--s3-list-chunk=7", ...args);
  const tree = sorted(oddTree(WILD_NAMES));
  const big = bigBytes(26 * MIB + 1);
  await writeTree(`${folder}/up`, tree);
  await Deno.writeFile(`${folder}/big`, big);
  const [, version = ""] = /^rclone (\S+)/.exec(await run("version")) ?? [];
  await runChecks(`rclone ${version}`, {
    "mkdir and lsd": async () => {
      await run("mkdir", at(""));
      assertMatch(await run("lsd", "store:"), /tools\n$/);
    },
    "copy of odd names both ways, and check --download": async () => {
      await run("copy", "up", at("up"));
      assertEquals(await storedTree(aws, Bucket, "up/"), tree);
      await run("check", "--download", "up", at("up"));
      await run("check", "up", at("up"));
      await run("copy", at("up"), "down");
      assertEquals(await readTree(`${folder}/down`), tree);
    },
    "copy and move of odd names within the store": async () => {
      await run("copy", at("up"), at("copied"));
      assertEquals(await storedTree(aws, Bucket, "copied/"), tree);
      await run("move", at("copied"), at("moved"));
      assertEquals(await storedTree(aws, Bucket, "moved/"), tree);
      assertEquals(await storedTree(aws, Bucket, "copied/"), {});
    },
    "sync, and nothing the second time": async () => {
      const [first = ""] = Object.keys(tree);
      await Deno.remove(`${folder}/up/${first}`);
      await Deno.writeTextFile(`${folder}/up/new`, "new");
      await run("sync", "up", at("up"));
      const { [first]: _, ...rest } = tree;
      assertEquals(await storedTree(aws, Bucket, "up/"), sorted({ ...rest, new: "new" }));
      const { stderr } = await feed(new Uint8Array(), "sync", "-v", "up", at("up"));
      assertMatch(stderr, /nothing to transfer/);
      await run("sync", at("moved"), "down");
      assertEquals(await readTree(`${folder}/down`), tree);
    },
    "parts: up, down, and copied within the store": async () => {
      await run("copyto", ...PARTS, "big", at("big"));
      const { digest, etag } = await objectDigest(aws, Bucket, "big");
      assertEquals([digest, etag.slice(-3)], [await digestOf(big), '-6"']);
      await run("copyto", ...PARTS, at("big"), at("copied+big 1"));
      const copied = await objectDigest(aws, Bucket, "copied+big 1");
      assertEquals([copied.digest, copied.etag.slice(-3)], [digest, '-6"']);
      await run(
        "copyto",
        "--multi-thread-streams=4",
        "--multi-thread-cutoff=5M",
        at("copied+big 1"),
        "back",
      );
      assertEquals(await fileDigest(`${folder}/back`), digest);
      await run("check", "--download", "--include=/big", ".", at(""));
    },
    "moveto, touch, cat and rcat": async () => {
      await run("moveto", at("up/new"), at("renamed ü+1%"));
      assertEquals(await run("cat", "--offset=1", "--count=2", at("renamed ü+1%")), "ew");
      await run("touch", "-t", "2020-01-02T03:04:05", at("renamed ü+1%"));
      const { Metadata } = await aws.s3.headObject({ Bucket, Key: "renamed ü+1%" });
      assertEquals(Metadata?.["mtime"], "1577934245");
      const sent = await feed(big, ...ONCE, "rcat", ...PARTS, at("piped"));
      assertEquals(sent.code, 0, sent.stderr);
      assertEquals((await objectDigest(aws, Bucket, "piped")).digest, await digestOf(big));
    },
    "lsjson, size and hashsum": async () => {
      const listed: readonly Record<string, unknown>[] = JSON.parse(
        await run("lsjson", "--hash", "--recursive", "--files-only", at("moved")),
      );
      const sizes = listed.map(({ Path, Size }) => [String(Path), Size]);
      const lengthOf = (text: string): number => new TextEncoder().encode(text).length;
      assertEquals(
        Object.fromEntries(sizes),
        Object.fromEntries(Object.entries(tree).map(([path, text]) => [path, lengthOf(text)])),
      );
      const { count } = JSON.parse(await run("size", "--json", at("moved")));
      assertEquals(count, Object.keys(tree).length);
      const sums = await run("hashsum", "md5", at("big"));
      assertMatch(sums, /^[0-9a-f]{32} {2}big\n$/);
    },
    "link": async () => {
      const answer = await fetch((await run("link", at("moved/files/a b+c.txt"))).trim());
      assertEquals([answer.status, await answer.text()], [200, "files/a b+c.txt"]);
    },
    "versions: each object has one": async () => {
      const listed = await run("lsf", "--s3-versions", at("moved/files"));
      assertEquals(listed.trimEnd().split("\n").length, count(tree, "files/"));
      assertMatch(await run("backend", "versioning", at("")), /unversioned/i);
      await run("backend", "cleanup-hidden", at(""));
    },
    "cleanup ends unfinished uploads of the day before": async () => {
      const { UploadId } = await aws.s3.createMultipartUpload({ Bucket, Key: "fresh" });
      const begun = Date.now() / 1_000 - 25 * HOUR;
      await aws.store.write(({ objects }) =>
        objects.begin({ id: "old", bucket: Bucket, key: "old ü+1", headers: {} }, begun)
      );
      assert((await run("backend", "list-multipart-uploads", at(""))).includes("old ü+1"));
      await run("cleanup", at(""));
      const { Uploads } = await aws.s3.listMultipartUploads({ Bucket });
      assertEquals(Uploads?.map((upload) => upload.UploadId), [UploadId]);
    },
    "delete, purge and rmdir": async () => {
      await run("delete", "--include=/files/**", at("moved"));
      assertEquals(await storedTree(aws, Bucket, "moved/files/"), {});
      const refused = await feed(new Uint8Array(), ...ONCE, "rmdir", at(""));
      assertMatch(refused.stderr, /BucketNotEmpty/);
      await run("purge", at("moved"));
      assertEquals(await storedTree(aws, Bucket, "moved/"), {});
      await run("purge", at(""));
      assertEquals(await run("lsd", "store:"), "");
    },
  });
}

function count(tree: Readonly<Record<string, string>>, prefix: string): number {
  return Object.keys(tree).filter((path) => path.startsWith(prefix)).length;
}

Deno.test("rclone copies, checks, moves, syncs, cleans up and purges in a served store", async () => {
  // Debian's, or a version of one's own.
  const program = Deno.env.get("RUNLOG_RCLONE") ?? await packagedProgram("rclone");
  const environment = ({ url }: { readonly url: string }) => ({
    ...REMOTE,
    RCLONE_CONFIG_STORE_ENDPOINT: url,
  });
  await withTool(program, environment, check);
});
