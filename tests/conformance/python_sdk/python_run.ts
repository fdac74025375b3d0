import { pythonEnvironment } from "../../support/environment.ts";
import type { Reachable } from "../../support/reach.ts";
import { pythonTool, runPython } from "../../support/python.ts";

const SCRIPT = new URL("./record.py", import.meta.url);
const REQUIREMENTS = new URL("./requirements.txt", import.meta.url);

/** Region of the served service. */
export const REGION = "local";

/** Has the official SageMaker Python SDK do something with a server. */
export async function pythonSdk<Answer>(
  server: Reachable,
  request: object,
  script = SCRIPT,
): Promise<Answer> {
  const python = await pythonTool("sagemaker", REQUIREMENTS);
  const environment = pythonEnvironment(server, REGION);
  return await runPython(python, script, { region: REGION, ...request }, environment);
}
