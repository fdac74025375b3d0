/**
 * What stands before every path of the viewer: requests of other sites, other ports and other names
 * than its own go no further, and writes need the secret that only its own page is told.
 *
 * @module
 */
import { isForOneOf } from "../../server/authority.ts";
import { isSecret } from "../../server/secret.ts";
import { WRITE_HEADER } from "../wire.ts";
import { Refusal } from "./answers.ts";

/** Longest address: the page's longest, a comparison of 20 runs, has about 6,000 characters. */
const LONGEST_ADDRESS = 16_384;

/**
 * Lets pass what a person's browser at this address sends, and programs that send no Origin.
 *
 * @param authorities Host headers that are the viewer's
 * @param request The request
 * @param target Its address as it came
 * @throws {Refusal} for everything else
 */
export function checkSender(
  authorities: readonly string[],
  request: Request,
  target: string,
): void {
  if (!isForOneOf(authorities, request, target)) {
    throw new Refusal(403, "This address is not the viewer's");
  }
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site") ?? "none";
  const isOwnPage = origin === null || origin === `http://${request.headers.get("host")}`;
  if (!isOwnPage || !["none", "same-origin"].includes(site)) {
    throw new Refusal(403, "The viewer answers its own page only");
  }
  if (!["GET", "HEAD", "POST"].includes(request.method)) {
    throw new Refusal(405, "The method must be GET, HEAD or POST");
  }
  if (target.length > LONGEST_ADDRESS) {
    throw new Refusal(414, `The address must have at most ${LONGEST_ADDRESS} characters`);
  }
}

/**
 * Lets pass a write that the viewer's own page made.
 *
 * @throws {Refusal} for everything else
 */
export function checkWrite(request: Request, writeToken: string): void {
  if (!isSecret(request.headers.get(WRITE_HEADER), writeToken)) {
    throw new Refusal(403, `Writes need the header ${WRITE_HEADER}`);
  }
  checkJson(request);
}

/**
 * Lets pass what says that it is JSON, as no form and no page of another site can.
 *
 * @throws {Refusal} for everything else
 */
export function checkJson(request: Request): void {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json(;\s*charset=utf-8)?$/i.test(type)) {
    throw new Refusal(415, "The content type must be application/json");
  }
}
