import { fromFileUrl } from "@std/path";
import { pythonEnvironment } from "../support/environment.ts";
import type { Reachable } from "../support/reach.ts";
import { pythonTool } from "../support/python.ts";
import type { RawAnswer } from "./answers.ts";
import type { AwsCommand } from "./command.ts";
import type { Plain } from "./plain.ts";

/** boto3 in a process of its own, which lives as long as the client. */
export interface Boto3Client extends AsyncDisposable {
  /** Sends requests, one after the other, and answers all at once. */
  send(commands: readonly AwsCommand[]): Promise<readonly RawAnswer[]>;
}

/** Starts boto3 over a served store. */
export async function startBoto3(server: Reachable): Promise<Boto3Client> {
  const requirements = new URL("../conformance/local/requirements.txt", import.meta.url);
  const child = new Deno.Command(await pythonTool("boto3", requirements), {
    args: [fromFileUrl(new URL("./boto3_client.py", import.meta.url))],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
    env: pythonEnvironment(server),
  }).spawn();
  const writer = child.stdin.getWriter();
  const lines = linesOf(child.stdout);
  const tell = (value: unknown): Promise<void> =>
    writer.write(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
  await tell({ url: server.url, token: server.token });
  return {
    async send(commands) {
      await tell(commands);
      const { value } = await lines.next();
      if (value === undefined) throw new Error("boto3 ended before it answered");
      // The script's own form of an answer.
      return withZeros(JSON.parse(value)) as unknown as readonly RawAnswer[];
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      await lines.return(undefined);
      await child.status;
    },
  };
}

/** Python's JSON has a sign for negative zero. */
function withZeros(value: Plain): Plain {
  if (Object.is(value, -0)) return { $number: "-0" };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withZeros);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withZeros(one)]));
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${text}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
