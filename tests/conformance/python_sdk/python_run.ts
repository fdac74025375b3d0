import { pythonEnvironment } from "../../support/environment.ts";
import type { PrintedStore } from "../../support/printed_store.ts";
import type { Reachable } from "../../support/reach.ts";
import { pythonTool, runPython } from "../../support/python.ts";

const SCRIPT = new URL("./record.py", import.meta.url);

/** Region of the served service. */
export const REGION = "local";

/** A release of the official SageMaker Python SDK. */
export interface PythonSdk {
  /** Its name in those of tests. */
  readonly name: string;
  /** Makes a Python that has it. */
  python(): Promise<string>;
}

/** The releases that people have: 3.x moved everything, and left `sagemaker.experiments` out. */
export const PYTHON_SDKS: readonly [PythonSdk, PythonSdk] = [
  {
    name: "2.x",
    python: () => pythonTool("sagemaker", new URL("./requirements.txt", import.meta.url)),
  },
  {
    name: "3.x",
    python: () => pythonTool("sagemaker-3", new URL("./requirements_3.txt", import.meta.url)),
  },
];

/** Registers a test for each release of the Python SDK. */
export function test(name: string, work: (sdk: PythonSdk) => Promise<void>): void {
  for (const sdk of PYTHON_SDKS) Deno.test(`${name} (${sdk.name})`, () => work(sdk));
}

/** Has a Python SDK do something with a store, after the lines that `runlog serve` prints. */
export async function askPython<Answer>(
  sdk: PythonSdk,
  { environment }: PrintedStore,
  request: object,
  script = SCRIPT,
): Promise<Answer> {
  return await runPython(await sdk.python(), script, request, environment, { clearEnv: true });
}

/** Has the Python SDK 2.x do something with any server, which has no lines. */
export async function pythonSdk<Answer>(server: Reachable, request: object): Promise<Answer> {
  const python = await PYTHON_SDKS[0].python();
  const bucket = `sagemaker-${REGION}-000000000000`;
  return await runPython(python, SCRIPT, { bucket, ...request }, pythonEnvironment(server, REGION));
}
