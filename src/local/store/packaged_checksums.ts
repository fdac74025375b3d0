/**
 * Checksums in JavaScript, from the AWS SDK's packages. Loaded on first use, in this form: of an
 * `import()` of the packages, a bundler would include every export.
 *
 * @module
 */

export { Crc32c, Crc64Nvme } from "@aws-sdk/checksums/crc";
export { Sha1 } from "@aws-sdk/checksums/sha";
export { Crc32, Md5, Sha256 } from "@smithy/core/checksum";
