import { assert, assertEquals, assertMatch } from "@std/assert";
import { bigBytes, digestOf, fileDigest, objectDigest } from "./big_objects.ts";
import { packagedProgram, runChecks, type ToolClient, withTool } from "./tool_client.ts";
import { oddTree, readTree, sorted, storedTree, writeTree } from "./trees.ts";

const MIB = 1024 * 1024;
const Bucket = "tools";

async function check({ folder, aws, run, feed }: ToolClient): Promise<void> {
  const tree = sorted(oddTree());
  const big = bigBytes(26 * MIB + 1);
  await writeTree(`${folder}/up`, tree);
  await Deno.writeFile(`${folder}/big`, big);
  const version = (await run("version")).trim();
  await runChecks(`s5cmd ${version}`, {
    "mb and ls of buckets": async () => {
      await run("mb", `s3://${Bucket}`);
      assertMatch(await run("ls"), /s3:\/\/tools\n/);
    },
    "cp of odd names to the store": async () => {
      await run("cp", "up/", `s3://${Bucket}/up/`);
      assertEquals(await storedTree(aws, Bucket, "up/"), tree);
    },
    "cp of odd names from the store": async () => {
      await run("cp", `s3://${Bucket}/up/*`, "down/");
      assertEquals(await readTree(`${folder}/down`), tree);
    },
    "cp of odd names within the store": async () => {
      await run("cp", `s3://${Bucket}/up/*`, `s3://${Bucket}/copied/`);
      assertEquals(await storedTree(aws, Bucket, "copied/"), tree);
    },
    "mv of odd names within the store": async () => {
      await run("mv", `s3://${Bucket}/copied/*`, `s3://${Bucket}/moved/`);
      assertEquals(await storedTree(aws, Bucket, "moved/"), tree);
      assertEquals(await storedTree(aws, Bucket, "copied/"), {});
    },
    "sync to the store, and nothing the second time": async () => {
      const [first = ""] = Object.keys(tree);
      await Deno.remove(`${folder}/up/${first}`);
      await Deno.writeTextFile(`${folder}/up/new`, "new");
      await run("sync", "--delete", "up/", `s3://${Bucket}/up/`);
      const { [first]: _, ...rest } = tree;
      assertEquals(await storedTree(aws, Bucket, "up/"), sorted({ ...rest, new: "new" }));
      assertEquals(await run("sync", "--delete", "up/", `s3://${Bucket}/up/`), "");
    },
    "sync from the store": async () => {
      await run("sync", "--delete", `s3://${Bucket}/moved/*`, "down/");
      assertEquals(await readTree(`${folder}/down`), tree);
    },
    "cp in parallel parts, both ways": async () => {
      const parts = ["--part-size", "5", "--concurrency", "4"];
      await run("cp", ...parts, "big", `s3://${Bucket}/big`);
      const { digest, etag } = await objectDigest(aws, Bucket, "big");
      assertEquals([digest, etag.slice(-3)], [await digestOf(big), '-6"']);
      await run("cp", ...parts, `s3://${Bucket}/big`, "back");
      assertEquals(await fileDigest(`${folder}/back`), digest);
    },
    "pipe and cat": async () => {
      const { code, stderr } = await feed(big, "pipe", `s3://${Bucket}/piped`);
      assertEquals([code, stderr], [0, ""]);
      const { digest } = await objectDigest(aws, Bucket, "piped");
      assertEquals(digest, await digestOf(big));
      assertEquals(await run("cat", `s3://${Bucket}/up/new`), "new");
    },
    "ls, du and head": async () => {
      const listed = await run("ls", `s3://${Bucket}/up/`);
      assert(listed.includes("DIR  files/") && listed.includes("new"), listed);
      assertMatch(await run("du", `s3://${Bucket}/big`), new RegExp(`^${big.length} bytes in 1 `));
      assertMatch(await run("head", `s3://${Bucket}/big`), new RegExp(`"size":${big.length}\\b`));
    },
    "presign": async () => {
      const address = (await run("presign", `s3://${Bucket}/up/files/a b+c.txt`)).trim();
      const answer = await fetch(address);
      assertEquals([answer.status, await answer.text()], [200, "files/a b+c.txt"]);
    },
    "versions: each object has one": async () => {
      const listed = await run("ls", "--all-versions", `s3://${Bucket}/big`);
      assertMatch(listed, /big\s+null\n$/);
      await run("rm", "--all-versions", `s3://${Bucket}/piped`);
      assertEquals(await storedTree(aws, Bucket, "piped"), {});
      assertMatch(await run("bucket-version", s(Bucket)), /unversioned/i);
    },
    "what the store lacks is refused by name": async () => {
      const set = await feed(new Uint8Array(), "bucket-version", "--set", "Enabled", s(Bucket));
      assertEquals(set.code, 1);
      assertMatch(set.stderr, /NotImplemented.*versioning/);
      const query = ["select", "--query", "select * from s3object", `${s(Bucket)}/big`];
      assertMatch((await feed(new Uint8Array(), ...query)).stderr, /NotImplemented.*\?select/);
      const grant = ["cp", "--acl", "public-read", "up/new", `${s(Bucket)}/x`];
      assertMatch((await feed(new Uint8Array(), ...grant)).stderr, /NotImplemented.*x-amz-acl/);
    },
    "rm by wildcard, and rb": async () => {
      const refused = await feed(new Uint8Array(), "rb", s(Bucket));
      assertMatch(refused.stderr, /BucketNotEmpty/);
      await run("rm", `s3://${Bucket}/up/fold*`);
      assertEquals(await storedTree(aws, Bucket, "up/folders"), {});
      await run("rm", `s3://${Bucket}/*`);
      await run("rb", s(Bucket));
      assertEquals(await run("ls"), "");
    },
  });
}

const s = (bucket: string): string => `s3://${bucket}`;

Deno.test("s5cmd copies, moves, syncs, pipes and removes in a served store", async () => {
  await withTool(await packagedProgram("s5cmd"), ({ url }) => ({ S3_ENDPOINT_URL: url }), check);
});
