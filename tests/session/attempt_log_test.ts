import { assertEquals, assertMatch } from "@std/assert";
import { AttemptLog } from "../../src/session/attempt_log.ts";

function logAt(): { readonly log: AttemptLog; readonly pass: (milliseconds: number) => void } {
  let time = 0;
  return { log: new AttemptLog(() => time), pass: (milliseconds) => void (time += milliseconds) };
}

Deno.test("AttemptLog tells nothing before an attempt and after a success", () => {
  const { log } = logAt();
  assertEquals(log.failing, undefined);
  log.begin("Search", "host")(new Error("down"));
  log.begin("Search", "host")();
  log.reset();
  assertEquals(log.failing, undefined);
});

Deno.test("AttemptLog counts attempts since the last success, and keeps the last failure", () => {
  const { log, pass } = logAt();
  log.begin("Search", "host:1")();
  log.reset();
  pass(1_000);
  log.begin("Search", "host:1")(new Error("down"));
  pass(1_500);
  const cause = new Error("busy");
  log.begin("Search", "host:1")(cause, "Busy. Try again later");
  pass(500);
  assertEquals(log.failing, {
    text: "Search at host:1 failed (2 tries in 2.0 s), most recently with Busy. Try again later",
    cause,
  });
});

Deno.test("AttemptLog keeps the words of a failure, though the whole request fails with it later", () => {
  const { log } = logAt();
  const cause = new Error("socket closed");
  log.begin("Search", "host")(cause);
  cause.message = "socket closed (Search, 3 tries)";
  log.fail(cause);
  assertMatch(log.failing?.text ?? "", /with Error: socket closed$/);
});

Deno.test("AttemptLog tells that nothing answered, whose attempts ended with the caller's abort", () => {
  const { log, pass } = logAt();
  const end = log.begin("Search", "host");
  pass(2_500);
  end(new DOMException("enough", "AbortError"));
  assertEquals(log.failing, {
    text: "Search at host got no answer (1 try in 2.5 s). Check the endpoint and the network, or " +
      "pass a longer timeoutMs",
    cause: undefined,
  });
});

Deno.test("AttemptLog tells a failure of a request whose attempts it did not see", () => {
  const { log } = logAt();
  log.fail(new Error("disk full"));
  assertMatch(log.failing?.text ?? "", /^the last request failed with Error: disk full$/);
});
