/**
 * Exports only the AWS SDK's reader of configured endpoints, to be loaded on demand.
 *
 * @module
 */
export { resolveEndpointConfig } from "@smithy/core/endpoints";
export { parseUrl } from "@smithy/core/transport";
