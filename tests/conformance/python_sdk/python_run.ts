import { pythonTool, runPython } from "../../support/python.ts";

const SCRIPT = new URL("./record.py", import.meta.url);
const REQUIREMENTS = new URL("./requirements.txt", import.meta.url);

/** Region of the served service. */
export const REGION = "local";

/** Has the official SageMaker Python SDK do something at an endpoint. */
export async function pythonSdk<Answer>(endpoint: string, request: object): Promise<Answer> {
  const python = await pythonTool("sagemaker", REQUIREMENTS);
  return await runPython(python, SCRIPT, { region: REGION, ...request }, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_EC2_METADATA_DISABLED: "true",
    SAGEMAKER_TELEMETRY_OPT_OUT: "true",
    PYTHONWARNINGS: "ignore",
  });
}
