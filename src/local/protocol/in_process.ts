/**
 * The protocol of a session in the same process: operations by name, with the AWS SDK's values. There
 * is no text and no HTTP, but the same rules, transactions and errors as over HTTP.
 *
 * @module
 */
import type { OperationAnswer, ServiceOperations } from "../../ports/service_operations.ts";
import { ServiceError } from "../errors.ts";
import { readInput, writeOutput } from "../model/sdk_values.ts";
import { validate } from "../model/validate.ts";
import type { Context, Input, Operation, Operations, Transact } from "../operations/operation.ts";
import { asServiceError, isOwnError } from "./answers.ts";

/** An operation whose answer has a known shape. */
type Known = Operation & Required<Pick<Operation, "output">>;

/**
 * Returns the operations whose answers have a known shape.
 *
 * @param operations Operations of the service
 * @param transact Runs an operation
 * @param fetch Web handler of the service
 */
export function operationsInProcess(
  operations: Operations,
  transact: Transact,
  fetch: ServiceOperations["fetch"],
): ServiceOperations {
  const find = (name: string): Known | undefined => {
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    return operation && isKnown(operation) ? operation : undefined;
  };
  return {
    fetch,
    has: (name) => find(name) !== undefined,
    async call(name, given) {
      const operation = find(name);
      if (!operation) throw new TypeError(`Cannot call ${name}: the service has no such operation`);
      const input = readOrReject(operation, given);
      if (input instanceof ServiceError) return rejectionOf(input);
      try {
        validate(operation.input, input);
        const work = (context: Context) => operation.run(context, input);
        const body = await transact(operation, work, name.startsWith("Create"));
        return { kind: "output", output: writeOutput(operation.output, body) };
      } catch (error) {
        if (isOwnError(error)) throw error;
        return rejectionOf(error);
      }
    },
  };
}

function isKnown(operation: Operation): operation is Known {
  return operation.output !== undefined;
}

/** Reads the input. What the caller's own values throw is thrown on, as the AWS SDK does. */
function readOrReject({ input }: Operation, given: object): Input | ServiceError {
  try {
    return readInput(input, given);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function rejectionOf(error: unknown): OperationAnswer {
  const { code, message, status } = asServiceError(error);
  return { kind: "rejection", code, message, status };
}
