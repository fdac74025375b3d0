/**
 * Finds the owner of a session's credentials with GetCallerIdentity of STS. The request uses the
 * signer, retries and handler of the session's SageMaker client. It needs no permission. Loaded on
 * first use.
 *
 * @module
 */
import { Command, getSmithyContext } from "@smithy/core/client";
import { getEndpointPlugin } from "@smithy/core/endpoints";
import { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import type {
  DeserializeMiddleware,
  MetadataBearer,
  Pluggable,
  SelectedHttpAuthScheme,
  SerializeMiddleware,
} from "@smithy/types";
import type { CallOptions } from "./caller.ts";
import { configuredEndpoint } from "./configured_endpoint.ts";
import { explainFailure } from "./explain_failure.ts";
import { type ClientConfig, ENDPOINT_PARAMETERS } from "./own_command.ts";
import { sendCommand } from "./send_command.ts";
import type { Session } from "./session.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../options.ts";
import { OBJECT, OPEN_SESSION, SIGNAL } from "../kinds.ts";

/** The owner of credentials. */
export interface CallerIdentity {
  /** ARN of the user or of the assumed role. */
  readonly arn: string;
  /** Account ID, twelve digits. */
  readonly accountId: string;
}

interface IdentityOutput extends MetadataBearer {
  readonly identity: CallerIdentity;
}

const GetCallerIdentityBase = Command.classBuilder<object, IdentityOutput, ClientConfig>()
  .ep(ENDPOINT_PARAMETERS)
  .m((_command, _stack, config: ClientConfig) => [
    getEndpointPlugin(config, ENDPOINT_PARAMETERS),
    queryProtocol(config),
  ])
  .s("AWSSecurityTokenService", "GetCallerIdentity")
  .n("STSClient", "GetCallerIdentityCommand")
  .build();

/** GetCallerIdentity ([API](https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html)). */
class GetCallerIdentityCommand extends GetCallerIdentityBase {}

const OPTIONS: OptionKinds<CallOptions> = { signal: SIGNAL, attempts: OBJECT };

/**
 * Returns the owner of a session's credentials.
 *
 * @param session Session that has the credentials
 * @param options `signal` aborts the call
 * @returns The owner's ARN and account ID
 * @throws {SessionError} If there are no credentials
 *
 * @example
 * ```ts
 * import { localSession } from "@runlog/sagemaker/local";
 * import { getCallerIdentity } from "@runlog/sagemaker/session";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * console.log((await getCallerIdentity(session)).accountId); // "000000000000"
 * ```
 */
export async function getCallerIdentity(
  session: Session,
  options: CallOptions = {},
): Promise<CallerIdentity> {
  checkArgument("Cannot identify caller", "session", session, OPEN_SESSION);
  checkOptions("Cannot identify caller", options, OPTIONS);
  const client = await session.sagemaker.client();
  const command = new GetCallerIdentityCommand({});
  const { signal } = options;
  try {
    // This command's answer is known.
    const output = await sendCommand(client, command, signal);
    return (output as IdentityOutput).identity;
  } catch (error) {
    throw await explainFailure(error, client);
  }
}

/**
 * Returns the STS host that corresponds to a SageMaker host: `api.sagemaker.{region}.{suffix}` becomes
 * `sts.{region}.{suffix}`, FIPS forms included. Any other host is a custom endpoint that serves both.
 */
export function stsHostname(sageMakerHostname: string): string {
  return sageMakerHostname
    .replace(/^api\.sagemaker\./, "sts.")
    // GovCloud's only form is its FIPS form.
    .replace(/^api-fips\.sagemaker\.us-gov-/, "sts.us-gov-")
    .replace(/^api-fips\.sagemaker\./, "sts-fips.");
}

/** Replaces the client's protocol: sends a form, reads XML, and signs for STS. */
function queryProtocol(config: ClientConfig): Pluggable<object, IdentityOutput> {
  return {
    applyToStack(stack) {
      const serializer = {
        name: "serializerMiddleware",
        step: "serialize",
        override: true,
      } as const;
      stack.add(serialize(config), serializer);
      const reader = {
        name: "deserializerMiddleware",
        step: "deserialize",
        override: true,
      } as const;
      stack.add(deserialize, reader);
    },
  };
}

function serialize(config: ClientConfig): SerializeMiddleware<object, IdentityOutput> {
  return (next, context) => async (args) => {
    const url = new URL(context.endpointV2?.url ?? "https://invalid.");
    const own = config.isCustomEndpoint ? undefined : await configuredEndpoint("STS");
    if (own === undefined) url.hostname = stsHostname(url.hostname);
    const { protocol, hostname, port } = own === undefined ? url : new URL(own);
    // What the SDK keeps of a request's signing, under a name of its own.
    const { selectedHttpAuthScheme } = getSmithyContext(context) as {
      readonly selectedHttpAuthScheme?: SelectedHttpAuthScheme;
    };
    const option = selectedHttpAuthScheme?.httpAuthOption;
    if (option) option.signingProperties = { ...option.signingProperties, signingName: "sts" };
    const request = new HttpRequest({
      method: "POST",
      protocol,
      hostname,
      ...(port ? { port: Number(port) } : {}),
      path: "/",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "Action=GetCallerIdentity&Version=2011-06-15",
    });
    return await next({ ...args, request });
  };
}

const deserialize: DeserializeMiddleware<object, IdentityOutput> = (next) => async (args) => {
  const { response } = await next(args);
  if (!HttpResponse.isInstance(response)) throw new TypeError("Not an HTTP response");
  const text = await new Response(response.body as BodyInit | null).text();
  const $metadata = { httpStatusCode: response.statusCode };
  const [arn, accountId] = [textOf(text, "Arn"), textOf(text, "Account")];
  if (response.statusCode < 300 && arn !== undefined && accountId !== undefined) {
    return { response, output: { identity: { arn, accountId }, $metadata } };
  }
  const message = textOf(text, "Message") ?? `STS answered with status ${response.statusCode}`;
  const error = Object.assign(new Error(message), {
    name: textOf(text, "Code") ?? `Http${response.statusCode}`,
    $metadata,
  });
  // The SDK's retry and clock correction read the headers here; hidden, since it is large.
  Object.defineProperty(error, "$response", { value: response });
  throw error;
};

/** Returns the text of an element without children. ARNs have no characters that XML escapes. */
function textOf(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}
