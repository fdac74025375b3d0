import { keysOf, type Reachable } from "./reach.ts";

/** The environment of someone who has set nothing for AWS, for this library or for a job. */
export function plainEnvironment(): Record<string, string> {
  const own = Object.entries(Deno.env.toObject())
    .filter(([name]) => !/^(AWS|RUNLOG|SM)_|_JOB_ARN$/.test(name));
  return {
    ...Object.fromEntries(own),
    NO_COLOR: "1",
    AWS_CONFIG_FILE: "/none",
    AWS_SHARED_CREDENTIALS_FILE: "/none",
  };
}

/** What boto3 and the SageMaker Python SDK need to know of a service on this machine. */
export function pythonEnvironment(server: Reachable, region = "local"): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: keysOf(server).accessKeyId,
    AWS_SECRET_ACCESS_KEY: "local",
    SAGEMAKER_TELEMETRY_OPT_OUT: "true",
    PYTHONWARNINGS: "ignore",
  };
}
