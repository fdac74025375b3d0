/**
 * Writes and reads the token by which a process hands its run to a worker or a child process. A token
 * names the run and its store. It holds no credentials.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { ENTITY_NAME_LENGTH, ENTITY_NAME_PATTERN } from "./limits.ts";
import { runNameOf, type RunNames } from "./names.ts";

/** The store of a run, or the AWS region. */
export type RunPlace =
  | { readonly kind: "sqlite"; readonly path: string }
  | { readonly kind: "indexeddb"; readonly path: string }
  | { readonly kind: "aws"; readonly region: string }
  /** A service of the program's own, which only the program can open. */
  | { readonly kind: "own" };

/** The content of a token. */
export interface RunHandover {
  /** Names of the run's resources. */
  readonly names: RunNames;
  /** The store of the run. */
  readonly place: RunPlace;
}

/** Longest path, in characters; above the longest of any system. */
const PATH_LENGTH = 32_767;

/** The form of a token: version, content in base64url, and a checksum. */
const TOKEN = /^runlog1\.([A-Za-z0-9_-]+)\.([0-9a-f]{8})$/;

/** Writes a token. */
export function writeToken({ names, place }: RunHandover): string {
  const { experimentName, trialComponentName } = names;
  const json = JSON.stringify({ experimentName, trialComponentName, ...place });
  const content = toBase64Url(json);
  return `runlog1.${content}.${checksum(content)}`;
}

/**
 * Reads a token.
 *
 * @param argument The argument or variable that holds the token
 * @throws {ArgumentError} If the token is damaged
 */
export function readToken(argument: string, token: unknown): RunHandover {
  const [, content = "", sum] = typeof token === "string" ? TOKEN.exec(token) ?? [] : [];
  const found = sum === checksum(content) ? readContent(content) : undefined;
  if (found) return found;
  throw new ArgumentError("Cannot load run", {
    argument,
    value: token,
    rule: "be a run's unchanged token",
  });
}

function readContent(content: string): RunHandover | undefined {
  let value: unknown;
  try {
    value = JSON.parse(fromBase64Url(content));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const facts: Readonly<Record<string, unknown>> = { ...value };
  const { experimentName, trialComponentName } = facts;
  const place = placeOf(facts);
  if (!isName(experimentName) || !isName(trialComponentName) || !place) return undefined;
  const runName = runNameOf(trialComponentName, experimentName);
  return { names: { experimentName, runName, trialComponentName }, place };
}

function placeOf(
  { kind, path, region }: Readonly<Record<string, unknown>>,
): RunPlace | undefined {
  switch (kind) {
    case "sqlite":
    case "indexeddb":
      return typeof path === "string" && path !== "" && path.length <= PATH_LENGTH
        ? { kind, path }
        : undefined;
    case "aws":
      return typeof region === "string" && /^[a-z0-9-]{1,64}$/.test(region)
        ? { kind, region }
        : undefined;
    case "own":
      return { kind };
    default:
      return undefined;
  }
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= ENTITY_NAME_LENGTH &&
    ENTITY_NAME_PATTERN.test(value);
}

function toBase64Url(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** Returns the FNV-1a hash of a text, in 8 hex digits. It detects damage, not intent. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, "0");
}
