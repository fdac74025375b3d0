import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { awsSession, durableSession, getExperiment, withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { plainEnvironment } from "../support/environment.ts";
import { memoryLogger } from "../support/loggers.ts";
import { inFolder } from "../support/temporary_folder.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

/** Credentials that nothing else looks like. */
const CANARY = {
  accessKeyId: "AKIACANARYCANARY0000",
  secretAccessKey: "secret-canary-secret-canary",
  sessionToken: "session-canary-session",
};

/** Texts that would give them away; the ID of a key is no secret, but a signature comes with it. */
const SECRET = /canary-secret|session-canary|AKIACANARY/i;

/** A service that lets nobody in, and quotes the request as AWS does for a wrong signature. */
function quotingService(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ headers, url }) => {
    const quoted = ["authorization", "x-amz-date", "x-amz-security-token"]
      .map((name) => `${name}:${headers.get(name)}`).join("\n");
    const message = `The signature does not match. The canonical string was 'POST\n/\n${quoted}' ` +
      `for ${url}?X-Amz-Credential=${CANARY.accessKeyId}&X-Amz-Security-Token=${CANARY.sessionToken}`;
    return Response.json({ __type: "InvalidSignatureException", message }, { status: 403 });
  });
}

Deno.test("no command prints credentials, in tables, JSON, errors or chains of causes, whatever the service quotes", () =>
  inFolder(async (folder) => {
    await using service = quotingService();
    {
      await using session = await localSession({ path: `${folder}/store` });
      await withRun({ experimentName: "demo", runName: "a", session }, () => {});
    }
    const commands = [
      ["list"],
      ["list", "demo", "--json"],
      ["show", "demo", "a", "--verbose"],
      ["export", "demo"],
      ["delete", "demo", "--yes"],
      ["doctor", "--json"],
      ["doctor", "--write", "--verbose"],
      ["sync", "demo", "--to", `local:${folder}/store`, "--verbose"],
    ];
    const printed = await Promise.all(commands.map(async (args) => {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, ...args].concat(
          ["--session", "aws", "--region", "eu-west-1"],
        ),
        cwd: folder,
        clearEnv: true,
        env: {
          ...plainEnvironment(),
          AWS_ENDPOINT_URL: `http://127.0.0.1:${service.addr.port}`,
          AWS_ACCESS_KEY_ID: CANARY.accessKeyId,
          AWS_SECRET_ACCESS_KEY: CANARY.secretAccessKey,
          AWS_SESSION_TOKEN: CANARY.sessionToken,
          AWS_MAX_ATTEMPTS: "1",
        },
        stdin: "null",
      }).output();
      return [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
    }));
    assert(printed.some((text) => text.includes("signature does not match")), printed.join("\n"));
    for (const [index, text] of printed.entries()) {
      assert(!SECRET.test(text), `${commands[index]?.join(" ")}: ${text}`);
    }
    // The local store is as it was, and holds none of it either.
    await assertNothingIn(`${folder}/store`);
  }));

Deno.test("neither errors, warnings nor the store of a durable session hold credentials", () =>
  inFolder(async (folder) => {
    await using service = quotingService();
    const logger = memoryLogger();
    const remote = await awsSession({
      region: "eu-west-1",
      endpoint: `http://127.0.0.1:${service.addr.port}`,
      credentials: CANARY,
      maxAttempts: 1,
      logger,
    });
    const error = await getExperiment({ experimentName: "demo", session: remote })
      .then(() => undefined, (error: unknown) => error);
    assert(error instanceof Error);
    assertStringIncludes(error.message, "signature does not match");
    assertStringIncludes(error.message, "x-amz-security-token:…");
    assert(!SECRET.test(`${error.message}${error.stack}${Deno.inspect(error)}`), error.stack);
    const local = await localSession({ path: folder, logger });
    const session = await durableSession({ local, remote });
    await withRun({ experimentName: "demo", runName: "a", session }, (run) => {
      run.logMetric("loss", 1, { step: 0 });
    });
    await session[Symbol.asyncDispose]();
    assert(!SECRET.test(logger.lines.join("\n")), logger.lines.join("\n"));
    await local[Symbol.asyncDispose]();
    await assertNothingIn(folder);
  }));

/** Reads every file of a folder. */
async function assertNothingIn(folder: string): Promise<void> {
  let files = 0;
  for await (const { name, isFile, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) await assertNothingIn(`${folder}/${name}`);
    if (!isFile) continue;
    files++;
    const text = new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/${name}`));
    assert(!SECRET.test(text), name);
  }
  if (folder.endsWith("store")) assertEquals(files > 0, true);
}
