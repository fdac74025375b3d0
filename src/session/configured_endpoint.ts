/**
 * Reads the endpoint that the user configured for a service, by the rules of the AWS SDK. In
 * browsers there is no such configuration.
 *
 * @module
 */
import { hasProcess } from "../runtime.ts";

/**
 * Returns a service's endpoint from its variable or the profile files; undefined if neither sets one.
 *
 * @param serviceId Service ID in AWS's model: `SageMaker`, `SageMaker Metrics`, `S3`, `STS`
 */
export async function configuredEndpoint(serviceId: string): Promise<string | undefined> {
  if (!hasProcess()) return undefined;
  const { parseUrl, resolveEndpointConfig } = await import("./clients/endpoints.ts");
  const { serviceConfiguredEndpoint } = resolveEndpointConfig({
    serviceId,
    urlParser: parseUrl,
    // Required by the SDK's types, although this configuration sends nothing.
    endpointProvider: ({ Endpoint }) => ({ url: new URL(String(Endpoint)) }),
  });
  return await serviceConfiguredEndpoint?.();
}
