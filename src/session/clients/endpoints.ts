/**
 * The AWS SDK's reader of configured endpoints, by itself.
 *
 * @module
 */
export { resolveEndpointConfig } from "@smithy/core/endpoints";
export { parseUrl } from "@smithy/core/transport";
