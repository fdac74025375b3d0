/** What is wrong with an answer of S3. */
import { XMLValidator } from "fast-xml-parser";
import type { S3Request } from "./s3_requests.ts";
import type { WireAnswer } from "./wire.ts";

/** S3's error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const CODES: ReadonlySet<string> = new Set([
  "AccessDenied",
  "BadDigest",
  "BadRequest",
  "BucketAlreadyOwnedByYou",
  "BucketNotEmpty",
  "EntityTooLarge",
  "EntityTooSmall",
  "IncompleteBody",
  "InvalidArgument",
  "InvalidBucketName",
  "InvalidDigest",
  "InvalidPart",
  "InvalidPartNumber",
  "InvalidPartOrder",
  "InvalidRange",
  "InvalidRequest",
  "InvalidTag",
  "InvalidURI",
  "KeyTooLongError",
  "MalformedTrailerError",
  "MalformedXML",
  "MaxMessageLengthExceeded",
  "NoSuchBucket",
  "NoSuchKey",
  "NoSuchUpload",
  "NoSuchVersion",
  "NotImplemented",
  "PreconditionFailed",
]);

/** Most characters of an error. */
const LONGEST_ERROR = 16_384;
/** Characters that XML 1.0 has no sign for. A key may have them, as S3's do. */
// deno-lint-ignore no-control-regex -- control characters are what XML does not have.
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Judges an answer beside its request. */
export function judgeS3(request: S3Request, answer: WireAnswer): readonly string[] {
  const { operation: { method } } = request;
  // HTTP has no such bytes in an address: the request reaches no service.
  if (/[^\x20-\x7e]/.test(request.wire.target)) return [];
  const { status, headers, body } = answer;
  const text = new TextDecoder().decode(body);
  const isXml = headers.get("content-type") === "application/xml";
  if (status < 400) {
    return /^GetObject$|^HeadObject$/.test(request.operation.name) || text === ""
      ? []
      : xmlComplaints(text, isXml);
  }
  if (method === "HEAD") return status > 499 && status !== 501 ? [`the status ${status}`] : [];
  const complaints = xmlComplaints(text, isXml);
  if (NO_XML.test(text)) complaints.push("an error with characters that no XML has");
  const [, code = ""] = /<Code>([^<]*)<\/Code>/.exec(text) ?? [];
  const [, message = ""] = /<Message>([^<]*)<\/Message>/.exec(text) ?? [];
  if (!CODES.has(code)) complaints.push(`the error code ${code}`);
  if (message === "") complaints.push("an error without a message");
  if (text.length > LONGEST_ERROR) complaints.push(`an error of ${text.length} characters`);
  if ((status === 501) !== (code === "NotImplemented") || (status > 499 && status !== 501)) {
    complaints.push(`the status ${status} of ${code}`);
  }
  if (status === 501 && !isNamed(request, message)) complaints.push(`named nothing: ${message}`);
  return complaints;
}

function xmlComplaints(text: string, isXml: boolean): string[] {
  if (!isXml) return ["the answer is no XML"];
  const found = XMLValidator.validate(text);
  return found === true ? [] : [`the XML: ${found.err.msg}`];
}

/** Whether a refusal names what the request asked for: an operation, a parameter, a field, a value. */
function isNamed({ operation, members }: S3Request, message: string): boolean {
  const names = [...members].flatMap(([name, value]) => [name.replace("?", ""), value]);
  return [operation.method, operation.name, ...names].some((name) =>
    name !== "" && message.toLowerCase().includes(name.toLowerCase())
  ) || /query parameter|If-None-Match/.test(message);
}
