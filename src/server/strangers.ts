/**
 * Rejects clients of a served store that do not present its token.
 *
 * @module
 */
import { isSecret } from "./secret.ts";
import { ServiceError } from "../local/errors.ts";
import { jsonRefusal } from "../local/protocol/answers.ts";
import { isAwsJson } from "../local/protocol/aws_json.ts";
import { xmlRefusal } from "../local/s3/exchange.ts";

const REASON = "The access key ID is not the token of this server. Set AWS_ACCESS_KEY_ID as the " +
  "server printed it, or send the token as Authorization: Bearer";

/** Returns the rejection of a request without the token, in its client's protocol, or undefined. */
export function refuseStranger(request: Request, token: string | undefined): Response | undefined {
  if (token === undefined || isSecret(presentedToken(request), token)) return undefined;
  const isJson = isAwsJson(request) || request.headers.get("content-type") === "application/json";
  return isJson
    ? jsonRefusal(
      new ServiceError("UnrecognizedClientException", REASON, 403),
      "application/x-amz-json-1.1",
    )
    : xmlRefusal(new ServiceError("InvalidAccessKeyId", REASON, 403), request.method);
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
