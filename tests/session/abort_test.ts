import { assertEquals } from "@std/assert";
import { follow } from "../../src/session/abort.ts";

Deno.test("follow() aborts for the reason of what it follows, at once if that is past", () => {
  const [before, source] = [new AbortController(), new AbortController()];
  follow(before, AbortSignal.abort("over"));
  assertEquals(before.signal.reason, "over");
  const after = new AbortController();
  follow(after, source.signal);
  assertEquals(after.signal.aborted, false);
  source.abort("enough");
  assertEquals(after.signal.reason, "enough");
});

Deno.test("follow() stops when its caller wants, and follows nothing where there is nothing", () => {
  const [controller, source] = [new AbortController(), new AbortController()];
  follow(controller, source.signal)();
  follow(controller, undefined)();
  source.abort();
  assertEquals(controller.signal.aborted, false);
});
