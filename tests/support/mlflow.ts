import { pythonTool } from "./python.ts";

const REQUIREMENTS = new URL("../mlflow/requirements.txt", import.meta.url);

/** An MLflow server over SQLite that stores files itself. */
export interface MlflowServer extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
}

/** Python with MLflow. */
export function mlflowPython(): Promise<string> {
  return pythonTool("mlflow", REQUIREMENTS);
}

/**
 * Starts `mlflow server` on a free port over a new folder, and waits until it answers.
 *
 * @param more Further arguments
 */
export async function startMlflow(more: readonly string[] = []): Promise<MlflowServer> {
  const python = await mlflowPython();
  const folder = await Deno.makeTempDir();
  const port = freePort();
  const child = new Deno.Command(python, {
    args: [
      "-m",
      "mlflow",
      "server",
      "--host=127.0.0.1",
      `--port=${port}`,
      "--workers=1",
      `--backend-store-uri=sqlite:///${folder}/mlflow.db`,
      `--artifacts-destination=${folder}/files`,
      ...more,
    ],
    cwd: folder,
    env: { MLFLOW_DISABLE_TELEMETRY: "true", DO_NOT_TRACK: "true" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = lastWords(child.stderr);
  let hasEnded = false;
  const ended = child.status.then(() => void (hasEnded = true));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    // It ends its own workers, which hold its output open.
    if (!hasEnded) child.kill("SIGTERM");
    await Promise.all([ended, said]);
    await Deno.remove(folder, { recursive: true });
  };
  for (let turn = 0; turn < 1_200 && !hasEnded; turn++) {
    if (await isAnswering(`${url}/version`)) return { url, [Symbol.asyncDispose]: stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`mlflow server did not start:\n${await said}`);
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
