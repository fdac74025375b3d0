/**
 * SageMaker's protocol: AWS JSON 1.1, with the operation in a header.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import { knownMembers } from "../model/known_members.ts";
import { validate } from "../model/validate.ts";
import type { Context, Operations, Transact } from "../operations/operation.ts";
import { jsonAnswer, jsonRefusal } from "./answers.ts";
import { readJson } from "./body.ts";

const CONTENT_TYPE = "application/x-amz-json-1.1";
const TARGET = /^SageMaker\.(\w+)$/;

/** Returns whether a request is for SageMaker. */
export function isAwsJson(request: Request): boolean {
  return request.headers.has("x-amz-target");
}

/** Answers a request for SageMaker. */
export async function answerAwsJson(
  request: Request,
  operations: Operations,
  transact: Transact,
): Promise<Response> {
  try {
    const name = TARGET.exec(request.headers.get("x-amz-target") ?? "")?.[1] ?? "";
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (!operation) {
      throw new ServiceError("UnknownOperationException", `Unknown operation: ${name}`);
    }
    const sent = await readJson(request);
    validate(operation.input, sent);
    const input = knownMembers(operation.input, sent);
    const work = (context: Context) => operation.run(context, input);
    return jsonAnswer(await transact(operation, work, name.startsWith("Create")), CONTENT_TYPE);
  } catch (error) {
    return jsonRefusal(error, CONTENT_TYPE);
  }
}
