/**
 * Provides the library's version. It repeats the one in `deno.json`, since shipped code imports no
 * JSON.
 *
 * @module
 */

/** Version of this library. */
export const VERSION = "0.1.0";
