/**
 * `runlog serve`: serves a local store to any AWS SDK, by endpoint URL.
 *
 * @module
 */
import { localService, type ServedLocal, serveLocal } from "../../local.ts";
import { type Context, namedStore } from "../context.ts";
import { interrupted, type ServingOptions, toServerOptions } from "../serving.ts";
import { UsageError } from "../usage_error.ts";

/** Options of `serve`. */
export interface ServeOptions extends ServingOptions {
  /** Whether the store has the quotas of a new AWS account. */
  readonly awsQuotas?: boolean;
}

/** Serves the local store of a folder until the command is interrupted. */
export async function serve(
  { signal, environment, ...terminals }: Context,
  where: string | undefined,
  { awsQuotas = false, ...options }: ServeOptions,
): Promise<void> {
  const store = namedStore(where ?? "local");
  if (!store) {
    throw new UsageError(`Cannot serve "${where}": --session must be local or local:{folder}`);
  }
  const service = await localService({ ...store, awsQuotas });
  try {
    const serverOptions = toServerOptions(options, environment);
    const server = await serveLocal(service, serverOptions);
    try {
      const accessKeyId = serverOptions.token ?? "local";
      const folder = service.notes.location?.path ?? "";
      announce(terminals, server, { folder, region: service.region, accessKeyId });
      await interrupted(signal);
    } finally {
      await server.close();
    }
  } finally {
    await service.close();
  }
}

interface Facts {
  readonly folder: string;
  readonly region: string;
  readonly accessKeyId: string;
}

function announce(
  { out, messages }: Pick<Context, "out" | "messages">,
  { url }: ServedLocal,
  { folder, region, accessKeyId }: Facts,
): void {
  if (out.isJson) {
    out.json({ url, region, folder, accessKeyId });
  } else {
    out.line(`export AWS_ENDPOINT_URL=${url}`);
    out.line(`export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`);
    out.line(`export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=local`);
  }
  messages.line(`Serving ${folder} at ${url}. Press Ctrl-C to stop`);
}
