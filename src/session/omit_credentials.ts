/**
 * Omits credentials from errors of services. AWS's answer to a wrong signature quotes the signed
 * request, with the session token; S3's has it in members of its own as well. Loaded when a request
 * fails.
 *
 * @module
 */
import { amend } from "./amend.ts";

/** A field, in a header, a query or JSON of any depth, and the beginning of its value. */
const TOKEN = /(x-amz-(?:security|s3session)-token[\\"'\s]*[:=][\\"'\s]*)[^\s\\"'&,;<]+/gi;
const SIGNED = /\b((?:Credential|Signature)=)[^\s\\"'&,;<]+/g;

/** Members of S3's errors that consist of nothing else, or have the signed request in hexadecimal. */
const QUOTED = /^SignatureProvided$|Bytes$/;

/** Omits credentials from an error's message, stack and members. Its class and code do not change. */
export function omitCredentials(error: unknown): void {
  if (!(error instanceof Error)) return;
  const message = without(error.message);
  if (message !== error.message) amend(error, message);
  for (const [name, value] of Object.entries(error)) {
    if (typeof value !== "string") continue;
    const text = QUOTED.test(name) ? "…" : without(value);
    if (text !== value) Object.assign(error, { [name]: text });
  }
}

function without(text: string): string {
  return text.replace(TOKEN, "$1…").replace(SIGNED, "$1…");
}
