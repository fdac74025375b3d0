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
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child.status;
  };
  for (let turn = 0; turn < 300; turn++) {
    const answered = await fetch(`${url}/moto-api/data.json`)
      .then(async (response) => {
        await response.body?.cancel();
        return response.ok;
      }, () => false);
    if (answered) return { url, [Symbol.asyncDispose]: stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error("moto's server did not start within 30 s");
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
