/**
 * Defines what a command for an injected AWS SDK client needs if the SDK has no package for its
 * service: the client's resolved configuration and the endpoint parameters.
 *
 * @module
 */
import type { EndpointResolvedConfig } from "@smithy/core/endpoints";
import type { HttpRequest, HttpResponse } from "@smithy/core/protocols";
import type { EndpointParameters, HttpHandlerOptions, RequestHandler } from "@smithy/types";

/** The members of a client's resolved configuration that such a command reads. */
export type ClientConfig = EndpointResolvedConfig<EndpointParameters> & {
  readonly requestHandler: RequestHandler<HttpRequest, HttpResponse, HttpHandlerOptions>;
};

/** Parameters that the endpoint rules of every AWS service accept. The client supplies the values. */
export const ENDPOINT_PARAMETERS = {
  UseFIPS: { type: "builtInParams", name: "useFipsEndpoint" },
  Endpoint: { type: "builtInParams", name: "endpoint" },
  Region: { type: "builtInParams", name: "region" },
  UseDualStack: { type: "builtInParams", name: "useDualstackEndpoint" },
} as const;
