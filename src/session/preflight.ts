/**
 * Checks whether SageMaker answers web pages, with a CORS preflight, which needs no credentials.
 *
 * @module
 */
import { getEndpointFromInstructions } from "@smithy/core/endpoints";
import { HttpRequest, type HttpResponse } from "@smithy/core/protocols";
import type { Session } from "./session.ts";
import { checkArgument } from "../options.ts";
import { type Kind, OPEN_SESSION } from "../kinds.ts";

/** The answer of a service to a preflight. */
export interface PreflightAnswer {
  /** Host that received the preflight. */
  readonly hostname: string;
  /** HTTP status. */
  readonly status: number;
  /** Origin that the service allows; undefined if it allows no origin. */
  readonly allowedOrigin: string | undefined;
}

const ORIGIN: Kind = {
  rule: "be a web origin, such as https://example.org",
  allows: (value) => typeof value === "string" && URL.parse(value)?.origin === value,
};

/**
 * Sends the preflight that a browser sends before a page's first request to SageMaker.
 *
 * @param session Session whose endpoint and request handler are used
 * @param origin Origin of the page
 * @returns The service's answer
 */
export async function sendPreflight(session: Session, origin: string): Promise<PreflightAnswer> {
  checkArgument("Cannot send preflight", "session", session, OPEN_SESSION);
  checkArgument("Cannot send preflight", "origin", origin, ORIGIN);
  const { config } = await session.sagemaker.client();
  // The members of every AWS SDK client's resolved configuration that this needs.
  const client = config as Parameters<typeof getEndpointFromInstructions>[2] & {
    readonly requestHandler: {
      handle(request: HttpRequest): Promise<{ readonly response: HttpResponse }>;
    };
  };
  const { url } = await getEndpointFromInstructions({}, {
    getEndpointParameterInstructions: () => ({
      UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
      Endpoint: { type: "builtInParams", name: "endpoint" },
      Region: { type: "builtInParams", name: "region" },
      UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
    }),
  }, client);
  const { protocol, hostname, port } = url;
  const { response } = await client.requestHandler.handle(
    new HttpRequest({
      method: "OPTIONS",
      protocol,
      hostname,
      ...(port ? { port: Number(port) } : {}),
      path: "/",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type,x-amz-date,x-amz-target",
      },
    }),
  );
  const allowedOrigin = response.headers["access-control-allow-origin"];
  return { hostname, status: response.statusCode, allowedOrigin };
}
