/** What is wrong with an answer of a JSON service. */
import type { JsonRequest, JsonRequests } from "./json_requests.ts";
import type { Violation } from "./violations.ts";
import type { WireAnswer } from "./wire.ts";

/** AWS's codes that every operation may answer with. */
const COMMON = [
  "ValidationException",
  "SerializationException",
  "UnknownOperationException",
  "RequestEntityTooLarge",
];
/** Most characters of an error. */
const LONGEST_ERROR = 16_384;
const DEEPEST = 64;
const LONGEST = 4 * 1024 * 1024;

/** An answer that was understood. */
export interface JudgedJson {
  readonly complaints: readonly string[];
  /** The request's members, if its body has any. */
  readonly input: Readonly<Record<string, unknown>> | undefined;
  /** The answer's members, if the service acknowledged the request. */
  readonly output: Readonly<Record<string, unknown>> | undefined;
}

/** Judges an answer beside its request. */
export function judgeJson(
  requests: JsonRequests,
  request: JsonRequest,
  answer: WireAnswer,
): JudgedJson {
  const complaints: string[] = [];
  const input = request.wire.body.length > LONGEST ? undefined : membersOf(request.wire.body);
  const output = membersOf(answer.body);
  const isJson = /json/.test(answer.headers.get("content-type") ?? "");
  if (request.isAddressed && !(isJson && output)) {
    return { complaints: ["the answer is no JSON object"], input, output: undefined };
  }
  if (!isJson || !output) return { complaints, input, output: undefined };
  const isTaken = answer.status === 200;
  if (!isTaken) complaints.push(...errorComplaints(requests, request, answer, output));
  if (request.isAddressed) {
    if (isTaken) complaints.push(...outputComplaints(requests, request, output));
    complaints.push(...verdictComplaints(requests, request, input, isTaken ? undefined : output));
  }
  return { complaints, input, output: isTaken && request.isAddressed ? output : undefined };
}

function errorComplaints(
  { service }: JsonRequests,
  { operation }: JsonRequest,
  { status, headers, body }: WireAnswer,
  output: Readonly<Record<string, unknown>>,
): readonly string[] {
  const { __type: code, message } = output;
  const errors = service.model.operations[operation]?.errors ?? [];
  const known = [...COMMON, ...errors.map(({ shape }) => shape)];
  const found: string[] = [];
  if (typeof code !== "string" || !known.includes(code)) found.push(`the error code ${code}`);
  if (typeof message !== "string" || message === "") found.push("an error without a message");
  if (headers.get("x-amzn-errortype") !== code) found.push("another code in the header");
  if (status < 400 || status > 499) found.push(`the status ${status}`);
  if (body.length > LONGEST_ERROR) found.push(`an error of ${body.length} bytes`);
  return found;
}

/** What is not looked into: jobs keep their members, and Search refuses by meaning too. */
function isOpaque(member: string): boolean {
  const [, name = ""] = /^Create(?:Training|Processing|Transform)JobRequest\.(\w+)/.exec(member) ??
    [];
  return name !== "" && !/JobName$|^Tags$|^ExperimentConfig$/.test(name);
}

function outputComplaints(
  { judge, service }: JsonRequests,
  { operation }: JsonRequest,
  output: Readonly<Record<string, unknown>>,
): readonly string[] {
  if (/^Describe\w+Job$/.test(operation)) return [];
  const shape = service.model.operations[operation]?.output?.shape;
  if (shape === undefined) return Object.keys(output).length > 0 ? ["an output at all"] : [];
  const unknown = unknownMembers(judge, shape, output).map((path) => `unknown member ${path}`);
  // The model's limits of answers are narrower than those of the requests that stored them.
  const broken = judge.violations(shape, output).filter(({ kind }) => kind !== "rule")
    .map(({ path }) => `the answer's ${path}`);
  return [...unknown, ...broken];
}

function unknownMembers(
  judge: JsonRequests["judge"],
  shapeName: string,
  value: unknown,
  path = "",
): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const { type, members = {}, member, value: of } = judge.shape(shapeName);
  return Object.entries(value).flatMap(([name, one]) => {
    const at = `${path}.${name}`;
    const inner = type === "list" ? member : type === "map" ? of : members[name];
    return Object.hasOwn(members, name) || type !== "structure"
      ? unknownMembers(judge, inner?.shape ?? "", one, at)
      : [at];
  });
}

/** Whether the service took what the model takes, and named what it does not. */
function verdictComplaints(
  { judge, service }: JsonRequests,
  { operation }: JsonRequest,
  input: Readonly<Record<string, unknown>> | undefined,
  error: Readonly<Record<string, unknown>> | undefined,
): readonly string[] {
  if (!input || isDeeper(input, DEEPEST)) return error ? [] : ["took what is no JSON object"];
  const shape = service.model.operations[operation]?.input?.shape ?? "";
  const violations = judge.violations(shape, input, isOpaque);
  if (!error) return violations.length === 0 ? [] : [`took ${words(violations)}`];
  const message = String(error["message"]);
  const isByModel = /failed to satisfy constraint|^Expected |^Unions must/.test(message);
  if (violations.length === 0) {
    // A rule of the service model that its shapes do not say has words of its own.
    const isOwn =
      /^Value '.*' at '\w+' failed|Member must have length less than or equal to (?:300|60)$/s
        .test(message);
    // Of jobs, only what other operations use is judged.
    const isJob = /^Create\w+Job$/.test(operation);
    return isByModel && !isOwn && !isJob
      ? [`refused a valid request: ${message.slice(0, 300)}`]
      : [];
  }
  // What the local store lacks is refused in words of its own.
  const isOwnWords = violations.some(({ path }) => {
    const [member = ""] = /\w+$/.exec(path) ?? [];
    return member !== "" && message.toLowerCase().includes(member.toLowerCase());
  });
  if (isOwnWords) return [];
  if (!isByModel) return [`refused ${words(violations)} with: ${message.slice(0, 300)}`];
  const isNamed = violations.some(({ path }) =>
    message.includes(`'${path.slice(0, 60)}`) || (path === "" && message.includes("the top"))
  );
  return isNamed ? [] : [`named none of ${words(violations)}: ${message.slice(0, 300)}`];
}

function words(violations: readonly Violation[]): string {
  return violations.slice(0, 3).map(({ path, kind }) => `${path.slice(0, 80)} (${kind})`).join(
    ", ",
  );
}

function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return limit === 0 || Object.values(value).some((one) => isDeeper(one, limit - 1));
}

function membersOf(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = text === "" ? {} : JSON.parse(text);
    const isMembers = typeof value === "object" && value !== null && !Array.isArray(value);
    // Entries, so that a member called __proto__ is one.
    return isMembers ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
