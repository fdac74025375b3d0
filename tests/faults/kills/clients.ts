import { dirname, fromFileUrl } from "@std/path";
import { linesOf, startScript } from "../../support/children.ts";
import { pythonTool } from "../../support/python.ts";
import type { Reachable } from "../../support/reach.ts";
import { requireTool } from "../../support/tools.ts";
import type { Acknowledgement } from "./acknowledgement.ts";

/** The clients, by what they record with. */
export const CLIENTS = [
  "runlog in Node",
  "AWS's SDK in Bun",
  "boto3",
  "boto3's S3",
  "Perl",
] as const;

/** A client that records until it is stopped. */
export interface Client {
  readonly name: (typeof CLIENTS)[number];
  /** What it was acknowledged so far. */
  readonly acknowledged: readonly Acknowledgement[];
  /**
   * Resolves when it has ended.
   *
   * @throws {Error} If it failed
   */
  readonly ended: Promise<void>;
  kill(): void;
}

const PYTHON = new URL("../../conformance/local/requirements.txt", import.meta.url);

/** Starts a client. `onAcknowledged` is called with each line that it prints. */
export async function startClient(
  name: Client["name"],
  { url, token = "" }: Reachable,
  stopFile: string,
  onAcknowledged: () => void,
): Promise<Client> {
  const child = await spawn(name, [url, token, stopFile]);
  const acknowledged: Acknowledgement[] = [];
  const said = new Response(child.stderr).text();
  const read = (async () => {
    for await (const line of linesOf(child)) {
      // The clients' own form.
      acknowledged.push(JSON.parse(line) as Acknowledgement);
      onAcknowledged();
    }
  })();
  const ended = (async () => {
    const { code } = await child.status;
    await read;
    const complaint = await said;
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${complaint}`);
  })();
  // It may fail before anybody waits for it.
  ended.catch(() => {});
  return { name, acknowledged, ended, kill: () => child.kill("SIGKILL") };
}

async function spawn(name: Client["name"], args: readonly string[]): Promise<Deno.ChildProcess> {
  const here = (file: string): string => fromFileUrl(new URL(file, import.meta.url));
  const run = (program: string, file: string): Deno.ChildProcess =>
    new Deno.Command(program, {
      args: [here(file), ...args],
      cwd: dirname(here(file)),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  switch (name) {
    case "runlog in Node":
      return await startScript("node", "tests/faults/kills/runlog_client.ts", args);
    case "AWS's SDK in Bun":
      return await startScript("bun", "tests/faults/kills/sdk_client.ts", args);
    case "boto3":
      return run(await pythonTool("boto3", PYTHON), "records_client.py");
    case "boto3's S3":
      return run(await pythonTool("boto3", PYTHON), "objects_client.py");
    case "Perl":
      // Git needs it, so it is where this repository is.
      await requireTool("perl", ["-MHTTP::Tiny", "-MDigest::SHA", "-e", "1"]);
      return run("perl", "signed_client.pl");
  }
}
