/**
 * Rejects clients that do not present the token of a served store, in their own protocol. Loaded with
 * the first of them, because a page that imports the server never needs it.
 *
 * @module
 */
import { ServiceError } from "../local/errors.ts";
import { jsonRefusal } from "../local/protocol/answers.ts";
import { isAwsJson } from "../local/protocol/aws_json.ts";
import { xmlRefusal } from "../local/s3/exchange.ts";

const REASON = "The access key ID is not the token of this server. Set AWS_ACCESS_KEY_ID as the " +
  "server printed it, or send the token as Authorization: Bearer";

/** Returns the rejection of a request without the token. */
export function refuseStranger(request: Request): Response {
  const isJson = isAwsJson(request) || request.headers.get("content-type") === "application/json";
  return isJson
    ? jsonRefusal(
      new ServiceError("UnrecognizedClientException", REASON, 403),
      "application/x-amz-json-1.1",
    )
    : xmlRefusal(new ServiceError("InvalidAccessKeyId", REASON, 403), request.method);
}
