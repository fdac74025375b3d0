/**
 * Stands in for `jsr:@std/path` where only the npm registry is reachable: std's own code from
 * npm's `deno-std`, typed here, for exactly the functions in use. Published code and consumers get
 * the real package.
 *
 * @module
 */
import * as std from "deno-std/path/mod.js";

/** The separator of the platform's paths. */
export const SEPARATOR: string = std.SEPARATOR;

/** The last part of a path. */
export const basename: (path: string | URL, suffix?: string) => string = std.basename;
/** The path without its last part. */
export const dirname: (path: string | URL) => string = std.dirname;
/** The extension, dot included. */
export const extname: (path: string | URL) => string = std.extname;
/** Joins and normalizes parts. */
export const join: (path: string | URL, ...paths: string[]) => string = std.join;
/** An absolute path. */
export const resolve: (...pathSegments: string[]) => string = std.resolve;
/** The path from one place to another. */
export const relative: (from: string, to: string) => string = std.relative;
/** Whether the path is absolute. */
export const isAbsolute: (path: string) => boolean = std.isAbsolute;
/** The path of a `file:` URL. */
export const fromFileUrl: (url: string | URL) => string = std.fromFileUrl;
/** The `file:` URL of an absolute path. */
export const toFileUrl: (path: string) => URL = std.toFileUrl;
/** A regular expression for a glob. */
export const globToRegExp: (glob: string, options?: {
  extended?: boolean;
  globstar?: boolean;
  caseInsensitive?: boolean;
  os?: "linux" | "darwin" | "windows";
}) => RegExp = std.globToRegExp;
