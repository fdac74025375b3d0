import { assertEquals } from "@std/assert";
import { SyncBusyError } from "../../mod.ts";
import { isAnswer, SYNC_LIMITS } from "../../src/sync/failure.ts";

function awsError(name: string, status = 400, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

Deno.test("a sync tries again what may pass: faults, throttling, another sync, and its own lost creation", () => {
  const cases: readonly (readonly [Error, boolean])[] = [
    [awsError("ThrottlingException"), true],
    [awsError("InternalFailure", 500), true],
    [new TypeError("network"), true],
    [new SyncBusyError("demo", "first"), true],
    [awsError("ResourceInUse"), true],
    [awsError("ValidationException", 400, "The experiment already exists"), true],
    [awsError("ValidationException", 400, "1 validation error"), false],
    [awsError("AccessDeniedException", 403), false],
    [awsError("ResourceNotFound", 404), false],
  ];
  for (const [error, expected] of cases) {
    assertEquals(SYNC_LIMITS.mayPass(error), expected, `${error.name}: ${error.message}`);
  }
});

Deno.test("a service that cannot be reached has not rejected a request", () => {
  assertEquals(isAnswer(awsError("ValidationException")), true);
  assertEquals(isAnswer(awsError("InternalFailure", 500)), true);
  assertEquals(isAnswer(new TypeError("network")), false);
});
