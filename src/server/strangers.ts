/**
 * Detects clients of a served store that do not present its token.
 *
 * @module
 */
import { isSecret } from "./secret.ts";

/** Returns whether a request lacks the token of its server. */
export function isStranger(request: Request, token: string | undefined): boolean {
  return token !== undefined && !isSecret(presentedToken(request), token);
}

/**
 * Returns the token that a request presents: as bearer, as the access key ID that signed it, or as
 * that of a presigned address. Signatures are not checked, because the token is the secret.
 */
function presentedToken({ headers, url }: Request): string | undefined {
  const header = headers.get("authorization");
  if (header === null) {
    const { searchParams } = new URL(url);
    return searchParams.get("X-Amz-Credential")?.split("/")[0] ??
      searchParams.get("AWSAccessKeyId") ?? undefined;
  }
  return /^Bearer (\S+)$/.exec(header)?.[1] ??
    /^AWS4-[A-Z0-9-]+ .*?\bCredential=([^/,\s]+)\//.exec(header)?.[1] ??
    /^AWS ([^:\s]+):/.exec(header)?.[1];
}
