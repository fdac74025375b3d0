/**
 * The AWS SDK's reader of profile files, by itself. It reads files only where there are any: the
 * SDK's build for browsers has a placeholder in its place.
 *
 * @module
 */
export { loadSharedConfigFiles } from "@smithy/core/config";
