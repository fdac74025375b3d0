import { cachedFolder, digestOf } from "./tool_cache.ts";
import { nodePath, requireTool } from "./tools.ts";

const PACKAGE = new URL("../conformance/s3/s3rver.json", import.meta.url);
const LOCK = new URL("../conformance/s3/s3rver.lock.json", import.meta.url);

/** An S3 server that others wrote, over a folder of its own. */
export interface S3Server extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
}

/** Starts s3rver, an S3 server from npm, on a free port, and waits until it listens. */
export async function startS3rver(): Promise<S3Server> {
  const [node, folder] = await Promise.all([nodePath(), s3rverFolder()]);
  const data = await Deno.makeTempDir({ prefix: "runlog-s3rver-" });
  const child = new Deno.Command(node, {
    args: [`${folder}/node_modules/s3rver/bin/s3rver.js`, "-d", data, "-p", "0", "-a", "127.0.0.1"],
    stdin: "null",
    stdout: "piped",
    // It tells of connections that a test breaks off.
    stderr: "null",
  }).spawn();
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(data, { recursive: true });
  };
  const [said, rest] = child.stdout.tee();
  const drained = rest.pipeTo(new WritableStream());
  let words = "";
  for await (const text of said.pipeThrough(new TextDecoderStream())) {
    words += text;
    const [, port] = /listening on .*:(\d+)/.exec(words) ?? [];
    if (port === undefined) continue;
    return {
      url: `http://127.0.0.1:${port}`,
      async [Symbol.asyncDispose]() {
        await stop();
        await drained;
      },
    };
  }
  await stop();
  throw new Error(`s3rver did not start:\n${words}`);
}

/** Its packages, in the versions of the lock file. */
async function s3rverFolder(): Promise<string> {
  const [manifest, lock] = await Promise.all([
    Deno.readTextFile(PACKAGE),
    Deno.readTextFile(LOCK),
  ]);
  return await cachedFolder(`s3rver-${await digestOf(manifest + lock)}`, async (folder) => {
    await Deno.writeTextFile(`${folder}/package.json`, manifest);
    await Deno.writeTextFile(`${folder}/package-lock.json`, lock);
    await requireTool("npm", ["ci", "--prefix", folder, "--no-audit", "--no-fund"]);
  });
}
