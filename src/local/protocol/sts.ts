/**
 * STS's GetCallerIdentity, from which AWS SDKs learn the account. It uses the query protocol: a
 * form as request, XML as response.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { asServiceError } from "./answers.ts";
import { readText } from "./body.ts";
import { writeXml } from "./xml.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** Returns whether a request is for STS. */
export function isSts({ method, headers }: Request, path: string): boolean {
  return method === "POST" && path === "/" &&
    (headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
}

/** Answers a request for STS. */
export async function answerSts(request: Request, accountId: string): Promise<Response> {
  const RequestId = crypto.randomUUID();
  try {
    const action = new URLSearchParams(await readText(request)).get("Action");
    if (action !== "GetCallerIdentity") {
      throw new ServiceError("InvalidAction", `Could not find operation ${action}`);
    }
    const GetCallerIdentityResult = {
      Arn: `arn:aws:iam::${accountId}:root`,
      UserId: accountId,
      Account: accountId,
    };
    const elements = { GetCallerIdentityResult, ResponseMetadata: { RequestId } };
    return xmlAnswer(writeXml("GetCallerIdentityResponse", elements, NAMESPACE), 200);
  } catch (error) {
    const { code, message, status } = asServiceError(error);
    const Error = { Type: "Sender", Code: code, Message: message };
    return xmlAnswer(writeXml("ErrorResponse", { Error, RequestId }, NAMESPACE), status);
  }
}

function xmlAnswer(body: string, status: number): Response {
  return new Response(body, { status, headers: { "content-type": "text/xml" } });
}
