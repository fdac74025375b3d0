/**
 * Checks each request to the viewer. Rejects requests from other sites and ports and for other host
 * names. Writes need the secret that only the viewer's own page receives.
 *
 * @module
 */
import { isForOneOf } from "../../server/authority.ts";
import { isSecret } from "../../server/secret.ts";
import { WRITE_HEADER } from "../wire.ts";
import { Refusal } from "./answers.ts";

/** Longest URL. The longest of the page, a comparison of 20 runs, has about 6,000 characters. */
const LONGEST_ADDRESS = 16_384;

/**
 * Accepts requests from a browser at this address, and from programs that send no Origin. Throws a
 * {@linkcode Refusal} for all others.
 *
 * @param authorities Values of the Host header that the viewer accepts
 * @param request Request to check
 * @param target Request target as received
 */
export function checkSender(
  authorities: readonly string[],
  request: Request,
  target: string,
): void {
  if (!isForOneOf(authorities, request, target)) {
    throw new Refusal(403, "This address does not belong to the viewer");
  }
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site") ?? "none";
  const isOwnPage = origin === null || origin === `http://${request.headers.get("host")}`;
  if (!isOwnPage || !["none", "same-origin"].includes(site)) {
    throw new Refusal(403, "The viewer accepts requests from its own page only");
  }
  if (!["GET", "HEAD", "POST"].includes(request.method)) {
    throw new Refusal(405, `The method must be GET, HEAD or POST, got ${request.method}`);
  }
  if (target.length > LONGEST_ADDRESS) {
    throw new Refusal(414, `The address must have at most ${LONGEST_ADDRESS} characters`);
  }
}

/**
 * Accepts writes from the viewer's own page. Throws a {@linkcode Refusal} for all others.
 */
export function checkWrite(request: Request, writeToken: string): void {
  if (!isSecret(request.headers.get(WRITE_HEADER), writeToken)) {
    throw new Refusal(
      403,
      `Writes must send the header ${WRITE_HEADER} with the viewer's write token`,
    );
  }
  checkJson(request);
}

/**
 * Accepts requests with a JSON content type, which no form and no page of another site can send.
 * Throws a {@linkcode Refusal} for all others.
 */
export function checkJson(request: Request): void {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(type)) {
    throw new Refusal(415, "The content type must be application/json");
  }
}
