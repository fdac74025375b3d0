import { pythonTool } from "./python.ts";

const REQUIREMENTS = new URL("../conformance/moto/requirements.txt", import.meta.url);

/** moto's server, standing in for AWS. */
export interface MotoServer extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
}

/** Python with moto and boto3. */
export function motoPython(): Promise<string> {
  return pythonTool("moto", REQUIREMENTS);
}

/** Starts moto's server on a free port, and waits until it answers. */
export async function startMoto(): Promise<MotoServer> {
  const python = await motoPython();
  const port = freePort();
  const child = new Deno.Command(python, {
    args: ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = lastWords(child.stderr);
  let hasEnded = false;
  const ended = child.status.then(() => void (hasEnded = true));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (!hasEnded) child.kill("SIGKILL");
    await Promise.all([ended, said]);
  };
  for (let turn = 0; turn < 3_000 && !hasEnded; turn++) {
    if (await isAnswering(`${url}/moto-api/data.json`)) return { url, [Symbol.asyncDispose]: stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`moto's server did not start:\n${await said}`);
}

async function isAnswering(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.body?.cancel();
  return response?.ok ?? false;
}

/** Reads all of a stream, which would fill up otherwise, and keeps its end. */
async function lastWords(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let words = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    words = (words + text).slice(-4000);
  }
  return words;
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
