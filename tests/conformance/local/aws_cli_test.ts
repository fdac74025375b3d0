import { assert, assertEquals, assertMatch } from "@std/assert";
import { dirname } from "@std/path";
import { type ServedLocal, serveLocal } from "../../../src/server/serve_local.ts";
import { countFiles } from "../../local/s3/raw_request.ts";
import { testService } from "../../local/test_service.ts";
import { codeBlocks } from "../../support/markdown.ts";
import { pythonTool } from "../../support/python.ts";
import { bigBytes, digestOf, fileDigest, objectDigest } from "../s3_tools/big_objects.ts";

const MIB = 1024 * 1024;

/** Files whose names have what tools escape in keys. */
const NAMES = ["plain.txt", "a b+c%20d.txt", "ünï 日本.txt", "quo'te\"s&.txt", "sub/=#?;.txt"];

/** Operations that a local store lacks, and what their refusals name. */
const LACKING = {
  "get-bucket-policy": "policy",
  "list-bucket-inventory-configurations": "inventory",
} as const;

/** Length of the large file, in bytes: 20 parts. */
const LARGE = 100_000_000;

/** Uploads, downloads and copies of more than this are in parts. */
const CONFIG = `[default]
s3 =
  multipart_threshold = ${8 * MIB}
  multipart_chunksize = ${5 * MIB}
  addressing_style = path
`;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Returns a function that runs the AWS CLI over a served store, in a folder. */
async function awsCli(
  { environment }: ServedLocal,
  folder: string,
): Promise<(...args: string[]) => Promise<Ended>> {
  const requirements = new URL("../../docs/awscli.txt", import.meta.url);
  const python = await pythonTool("awscli", requirements);
  await Deno.writeTextFile(`${folder}/config`, CONFIG);
  return async (...args) => {
    const { code, stdout, stderr } = await new Deno.Command(python, {
      args: [`${dirname(python)}/aws`, ...args],
      cwd: folder,
      env: {
        ...environment,
        AWS_CONFIG_FILE: `${folder}/config`,
        AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
        PYTHONIOENCODING: "utf-8",
        PYTHONUTF8: "1",
      },
    }).output();
    const text = new TextDecoder();
    return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
  };
}

Deno.test("The AWS CLI copies, moves, syncs, presigns and removes in a served store", async () => {
  await using aws = await testService();
  await using server = await serveLocal(aws.service);
  const folder = await Deno.makeTempDir({ prefix: "runlog-aws-cli-" });
  try {
    const cli = await awsCli(server, folder);
    const run = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await cli(...args);
      assertEquals([code, stderr], [0, ""], args.join(" "));
      return stdout;
    };
    const big = bigBytes(LARGE);
    await Deno.writeFile(`${folder}/big`, big);
    const digest = await digestOf(big);
    await run("s3", "mb", "s3://tools");
    await run("s3", "cp", "--no-progress", "big", "s3://tools/big");
    // In parts from parts, by the server alone.
    await run("s3", "cp", "--no-progress", "s3://tools/big", "s3://tools/copied/big");
    await run("s3", "mv", "--no-progress", "s3://tools/copied/big", "s3://tools/moved/big");
    await run("s3", "cp", "--no-progress", "s3://tools/moved/big", "back");
    assertEquals(await fileDigest(`${folder}/back`), digest);
    const moved = await objectDigest(aws, "tools", "moved/big");
    assertEquals([moved.digest, moved.etag.slice(-4)], [digest, '-20"']);
    await Deno.mkdir(`${folder}/up/sub`, { recursive: true });
    for (const name of NAMES) await Deno.writeTextFile(`${folder}/up/${name}`, `of ${name}`);
    await run("s3", "sync", "--no-progress", "up", "s3://tools/up/");
    assertEquals(await run("s3", "sync", "--no-progress", "up", "s3://tools/up/"), "");
    await run("s3", "sync", "--no-progress", "s3://tools/up/", "down");
    for (const name of NAMES) {
      assertEquals(await Deno.readTextFile(`${folder}/down/${name}`), `of ${name}`);
    }
    await Deno.remove(`${folder}/up/plain.txt`);
    const synced = await run("s3", "sync", "--no-progress", "--delete", "up", "s3://tools/up/");
    assertMatch(synced, /^delete: s3:\/\/tools\/up\/plain\.txt\n$/);
    const address = (await run("s3", "presign", "s3://tools/up/a b+c%20d.txt")).trim();
    const answer = await fetch(address);
    assertEquals([answer.status, await answer.text()], [200, "of a b+c%20d.txt"]);
    const listed = await run("s3", "ls", "--recursive", "s3://tools");
    assertEquals(listed.trim().split("\n").length, NAMES.length + 1);
    const versions = await run("s3api", "list-object-versions", "--bucket", "tools");
    assertEquals(versions.match(/"VersionId": "null"/g)?.length, NAMES.length + 1);
    const refused = await cli("s3", "rb", "s3://tools");
    assertEquals(refused.code, 1);
    assertMatch(refused.stderr, /BucketNotEmpty/);
    await run("s3", "rm", "--recursive", "s3://tools/up/");
    await run("s3", "rb", "--force", "s3://tools");
    assertEquals(await run("s3", "ls"), "");
    assertEquals(await countFiles(aws), 0);
    for (const [operation, name] of Object.entries(LACKING)) {
      const { stderr } = await cli("s3api", operation, "--bucket", "tools");
      assert(stderr.includes("NotImplemented") && stderr.includes(name), stderr);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("docs/guides/s3-tools.md: its commands of the AWS CLI work as they stand", async () => {
  const page = new URL("../../../docs/guides/s3-tools.md", import.meta.url);
  const commands = codeBlocks(await Deno.readTextFile(page))
    // The other tools' lines are run by s3_tools_page_test.ts.
    .filter(({ language, info }) => language === "sh" && info[0] !== "served")
    .flatMap(({ text }) => text.split("\n")).filter((line) => line !== "");
  assert(commands.length > 5 && commands.every((line) => line.startsWith("aws s3 ")));
  await using aws = await testService();
  await using server = await serveLocal(aws.service);
  const folder = await Deno.makeTempDir({ prefix: "runlog-aws-cli-" });
  try {
    const cli = await awsCli(server, folder);
    await Deno.mkdir(`${folder}/figures`);
    for (const name of ["model.bin", "figures/loss.svg"]) {
      await Deno.writeTextFile(`${folder}/${name}`, name);
    }
    let most = 0;
    for (const command of commands) {
      const { code, stderr } = await cli(...command.split(" ").slice(1));
      assertEquals([command, code, stderr], [command, 0, ""]);
      most = Math.max(most, await countFiles(aws));
    }
    assertEquals([most, await countFiles(aws)], [3, 0]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
