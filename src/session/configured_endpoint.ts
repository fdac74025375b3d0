/**
 * Endpoints that a person configured for a service, as the AWS SDK finds them. Browser-safe: a page
 * has none.
 *
 * @module
 */
import { hasProcess } from "../runtime.ts";

/**
 * The endpoint that a variable or the profile's files give a service; undefined if none does.
 *
 * @param serviceId The service's ID in AWS's model: `SageMaker`, `SageMaker Metrics`, `S3`, `STS`
 */
export async function configuredEndpoint(serviceId: string): Promise<string | undefined> {
  if (!hasProcess()) return undefined;
  const { parseUrl, resolveEndpointConfig } = await import("./clients/endpoints.ts");
  const { serviceConfiguredEndpoint } = resolveEndpointConfig({
    serviceId,
    urlParser: parseUrl,
    // The SDK's part that reads the configuration wants a client's. This one sends nothing.
    endpointProvider: ({ Endpoint }) => ({ url: new URL(String(Endpoint)) }),
  });
  return await serviceConfiguredEndpoint?.();
}
