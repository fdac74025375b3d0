/**
 * Stands in for `jsr:@std/media-types` where only the npm registry is reachable: std's own code
 * from npm's `deno-std`, typed here, for exactly the function in use. Published code and consumers
 * get the real package.
 *
 * @module
 */
import * as std from "deno-std/media_types/mod.js";

/** The media type of a file extension, with or without its dot. */
export const typeByExtension: (extension: string) => string | undefined = std.typeByExtension;
