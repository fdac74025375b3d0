/**
 * Exports only the AWS SDK's reader of profile files, to be loaded on demand. The SDK's browser build
 * has a placeholder instead.
 *
 * @module
 */
export { loadSharedConfigFiles } from "@smithy/core/config";
