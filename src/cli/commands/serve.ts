/**
 * `runlog serve`: serves a local store to any AWS SDK, by endpoint URL.
 *
 * @module
 */
import { type LocalService, localService, type ServedLocal, serveLocal } from "../../local.ts";
import { type CommonOptions, type Context, namedStore } from "../context.ts";
import { interrupted, type ServingOptions, toServerOptions } from "../serving.ts";
import { type Shell, shellOf, variableLines } from "../shells.ts";
import { keepPythonConfig } from "../python_config.ts";
import { UsageError } from "../usage_error.ts";

/** Options of `serve`. */
export interface ServeOptions extends ServingOptions {
  /** Whether the store has the quotas of a new AWS account. */
  readonly awsQuotas?: boolean;
  /** Shell that the lines are for. */
  readonly shell?: Shell;
}

/**
 * Variables that lead clients elsewhere. The AWS SDK for JavaScript takes the keys of a profile
 * before those of variables, and all SDKs take a service's own endpoint before the common one.
 */
const MISLEADING: readonly string[] = [
  "AWS_PROFILE",
  "AWS_DEFAULT_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
  "AWS_ENDPOINT_URL_SAGEMAKER",
  "AWS_ENDPOINT_URL_SAGEMAKER_METRICS",
  "AWS_ENDPOINT_URL_S3",
  "AWS_ENDPOINT_URL_STS",
];

/** Serves the local store of a folder until the command is interrupted. */
export async function serve(
  { signal, environment, ...terminals }: Context,
  { session, region, awsQuotas = false, shell = shellOf(environment), ...options }:
    & CommonOptions
    & ServeOptions,
): Promise<void> {
  const store = servedStore(session, environment);
  const service = await localService({ ...store, region, awsQuotas });
  try {
    const server = await serveLocal(service, toServerOptions(options, environment));
    try {
      const config = await keepPythonConfig(service);
      const variables = {
        ...server.environment,
        ...(config !== undefined && { SAGEMAKER_USER_CONFIG_OVERRIDE: config }),
      };
      announce(terminals, service, server, { shell, variables });
      await interrupted(signal);
    } finally {
      await server.close();
    }
  } finally {
    await service.close();
  }
}

function servedStore(
  session: string | undefined,
  environment: Context["environment"],
): { readonly path: string | undefined } {
  const [option, where] = session === undefined
    ? ["RUNLOG_SESSION", environment["RUNLOG_SESSION"] || "local"]
    : ["--session", session];
  const store = namedStore(where);
  if (store) return store;
  throw new UsageError(
    `Cannot serve "${where}": ${option} must be local or local:{folder}`,
  );
}

function announce(
  { out, messages }: Pick<Context, "out" | "messages">,
  { region, notes }: LocalService,
  { url, token }: ServedLocal,
  { shell, variables }: {
    readonly shell: Shell;
    readonly variables: Readonly<Record<string, string>>;
  },
): void {
  const folder = notes.location?.path ?? "";
  if (out.isJson) {
    const accessKeyId = variables["AWS_ACCESS_KEY_ID"];
    out.json({ url, region, folder, accessKeyId, token, environment: variables });
  } else {
    for (const line of variableLines(shell, variables, MISLEADING)) out.line(line);
  }
  messages.line(`Serving ${folder} at ${url}. Press Ctrl-C to stop`);
}
