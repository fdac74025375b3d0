import { assertEquals } from "@std/assert";
import { isAlreadyExists, isLimitExceeded, isNotFound } from "../../src/session/aws_errors.ts";

function awsError(name: string, message = name, httpStatusCode = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

Deno.test("isNotFound() knows a missing entity by code, by status and by AWS's words", () => {
  const missing = [
    awsError("ResourceNotFound"),
    awsError("NoSuchKey", "x", 404),
    awsError("ValidationException", "The trial was not found"),
    awsError("ValidationException", "Could not find trial component 'arn:aws'"),
    awsError("ValidationException", "Experiment with name demo does not exist"),
  ];
  for (const error of missing) assertEquals(isNotFound(error), true, error.message);
  const others = [
    awsError("ValidationException", "1 validation error detected"),
    awsError("AccessDeniedException", "was not found"),
    awsError("InternalFailure", "could not find", 500),
    new Error("not found"),
    undefined,
    null,
  ];
  for (const error of others) assertEquals(isNotFound(error), false, String(error));
});

Deno.test("isAlreadyExists() and isLimitExceeded() know their errors, and no others", () => {
  const taken = awsError("ValidationException", "Experiment demo already exists");
  for (const error of [taken, awsError("ResourceInUse")]) {
    assertEquals([isAlreadyExists(error), isLimitExceeded(error)], [true, false]);
  }
  const full = awsError("ResourceLimitExceeded", "already exists");
  assertEquals([isAlreadyExists(full), isLimitExceeded(full)], [false, true]);
});
