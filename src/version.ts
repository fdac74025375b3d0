/**
 * The library's version, as `deno.json` has it: shipped code imports no JSON.
 *
 * @module
 */

/** Version of this library. */
export const VERSION = "0.1.0";
