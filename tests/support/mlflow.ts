import { pythonTool } from "./python.ts";
import { type PythonServer, startPythonServer } from "./python_server.ts";

const REQUIREMENTS = new URL("../mlflow/requirements.txt", import.meta.url);

/** Python with MLflow. */
export function mlflowPython(): Promise<string> {
  return pythonTool("mlflow", REQUIREMENTS);
}

/**
 * Starts `mlflow server` over SQLite in a new folder; it stores files itself.
 *
 * @param more Further arguments
 */
export async function startMlflow(more: readonly string[] = []): Promise<PythonServer> {
  const python = await mlflowPython();
  const folder = await Deno.makeTempDir();
  return await startPythonServer({
    name: "mlflow server",
    command: (port) =>
      new Deno.Command(python, {
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
        env: {
          MLFLOW_DISABLE_TELEMETRY: "true",
          DO_NOT_TRACK: "true",
          // Ten processes for jobs, of which no test has any.
          MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
        },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }),
    path: "/version",
    // It ends its own workers, which hold its output open.
    signal: "SIGTERM",
    onEnd: () => Deno.remove(folder, { recursive: true }),
  });
}
