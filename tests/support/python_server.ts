/** A server of a Python program in a process of its own. */
export interface PythonServer extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
}

/** How a server is started, known to answer, and ended. */
export interface ServerStart {
  /** What it is called, for errors. */
  readonly name: string;
  readonly command: (port: number) => Deno.Command;
  /** Path that answers once the server is ready. */
  readonly path: string;
  /** Signal that ends it, with all of its own processes. */
  readonly signal: Deno.Signal;
  /** Called once it has ended. */
  readonly onEnd?: () => Promise<void>;
}

/** Tenths of a second that a server may take to answer on a busy machine. */
const MOST_TURNS = 3_000;

/** Starts a server on a free port, and waits until it answers. */
export async function startPythonServer(
  { name, command, path, signal, onEnd }: ServerStart,
): Promise<PythonServer> {
  const port = freePort();
  const child = command(port).spawn();
  const said = lastWords(child.stderr);
  let hasEnded = false;
  const ended = child.status.then(() => void (hasEnded = true));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (!hasEnded) child.kill(signal);
    await Promise.all([ended, said]);
    await onEnd?.();
  };
  for (let turn = 0; turn < MOST_TURNS && !hasEnded; turn++) {
    if (await isAnswering(url + path)) return { url, [Symbol.asyncDispose]: stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`${name} did not start:\n${await said}`);
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
