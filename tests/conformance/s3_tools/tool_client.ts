/** Programs that use S3, over a served store in a folder of their own. */
import { assertEquals } from "@std/assert";
import { dirname } from "@std/path";
import { type ServedLocal, serveLocal } from "../../../src/server/serve_local.ts";
import { type TestService, testService } from "../../local/test_service.ts";
import { plainEnvironment } from "../../support/environment.ts";
import { pythonTool } from "../../support/python.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import type { CreateLocalServiceOptions } from "../../../src/local/service.ts";

/** What a program printed, and its exit code. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program over a served store. */
export interface ToolClient {
  /** Folder that it works in. */
  readonly folder: string;
  /** Service whose store is served. */
  readonly aws: TestService;
  /** Server of the store. */
  readonly server: ServedLocal;
  /** Runs it, and returns its output. Throws if it fails. */
  run(...args: string[]): Promise<string>;
  /** Runs it with bytes as its input. */
  feed(input: Uint8Array, ...args: string[]): Promise<Ended>;
}

/** Serves a new store to a program, which is gone with its folder when the work ends. */
export async function withTool(
  program: string,
  environmentOf: (server: ServedLocal) => Readonly<Record<string, string>>,
  work: (client: ToolClient) => Promise<void>,
  options: Partial<CreateLocalServiceOptions> = {},
): Promise<void> {
  await using aws = await testService(options);
  await using server = await serveLocal(aws.service);
  const { AWS_CONFIG_FILE: _, AWS_SHARED_CREDENTIALS_FILE: __, ...plain } = plainEnvironment();
  await inFolder(async (folder) => {
    const env = { ...plain, HOME: folder, ...server.environment, ...environmentOf(server) };
    const feed = async (input: Uint8Array, ...args: string[]): Promise<Ended> => {
      const child = new Deno.Command(program, {
        args,
        cwd: folder,
        env,
        clearEnv: true,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      // A program may end before it has read its input.
      const sent = new Blob([new Uint8Array(input)]).stream().pipeTo(child.stdin).catch(() => {});
      const { code, stdout, stderr } = await child.output();
      await sent;
      const text = new TextDecoder();
      return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
    };
    const run = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await feed(new Uint8Array(), ...args);
      assertEquals(code, 0, `${args.join(" ")}\n${stdout}\n${stderr}`);
      return stdout;
    };
    await work({ folder, aws, server, run, feed });
  });
}

/** The path of a program that a Python package ships. */
export async function packagedProgram(name: "rclone" | "s5cmd"): Promise<string> {
  const requirements = new URL("./programs.txt", import.meta.url);
  return `${dirname(await pythonTool("s3-programs", requirements))}/${name}`;
}

/** Named checks of a tool, run in order: a later one may build on the state of an earlier one. */
export type Checks = Readonly<Record<string, () => Promise<void>>>;

/** Runs the checks of a tool, prints how many passed, and throws if any failed. */
export async function runChecks(tool: string, checks: Checks): Promise<void> {
  const failures: Record<string, string> = {};
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
    } catch (error) {
      failures[name] = error instanceof Error ? error.message : String(error);
    }
  }
  tellChecks(tool, Object.keys(checks).length, failures);
}

/** Prints how many checks of a tool passed, and throws if any failed. */
export function tellChecks(
  tool: string,
  count: number,
  failures: Readonly<Record<string, string>>,
): void {
  const failed = Object.keys(failures).length;
  console.log(`${tool}: passed ${count - failed}, failed ${failed}`);
  const words = Object.entries(failures).map(([name, reason]) => `${name}:\n${reason}`);
  assertEquals(failed, 0, words.join("\n\n"));
}
