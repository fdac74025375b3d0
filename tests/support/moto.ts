import { pythonTool } from "./python.ts";
import { type PythonServer, startPythonServer } from "./python_server.ts";

const REQUIREMENTS = new URL("../conformance/moto/requirements.txt", import.meta.url);

/** Python with moto and boto3. */
export function motoPython(): Promise<string> {
  return pythonTool("moto", REQUIREMENTS);
}

/** Starts moto's server, standing in for AWS. */
export async function startMoto(): Promise<PythonServer> {
  const python = await motoPython();
  return await startPythonServer({
    name: "moto's server",
    command: (port) =>
      new Deno.Command(python, {
        args: ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }),
    path: "/moto-api/data.json",
    signal: "SIGKILL",
  });
}
