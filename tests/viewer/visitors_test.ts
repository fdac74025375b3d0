import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { newSecret } from "../../src/server/secret.ts";
import { Refusal } from "../../src/viewer/server/answers.ts";
import { knowVisitors } from "../../src/viewer/server/visitors.ts";

const PORT = 4_141;

function request(headers: Record<string, string> = {}): Request {
  return new Request("http://127.0.0.1:4141/", { headers });
}

Deno.test("signing in takes the token, and nothing else", () => {
  const token = newSecret();
  const visitors = knowVisitors(token);
  for (const wrong of [newSecret(), token.slice(1), "", undefined, null, 1, [token], { token }]) {
    assertEquals(assertThrows(() => visitors.signIn(wrong, PORT), Refusal).status, 401);
  }
  assertEquals(visitors.signIn(token, PORT).status, 200);
  // Without a token there is nothing to sign in with.
  assertThrows(() => knowVisitors(undefined).signIn(undefined, PORT), Refusal);
});

Deno.test("a browser that signed in has a cookie out of the reach of scripts, other sites and other starts", () => {
  const token = newSecret();
  const visitors = knowVisitors(token);
  const cookie = visitors.signIn(token, PORT).headers.get("set-cookie") ?? "";
  assertMatch(cookie, /^runlog-4141=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/);
  const [given = ""] = cookie.split(";");
  assertEquals(visitors.isKnown(request({ cookie: `a=b; ${given}` }), PORT), true);
  assertEquals(visitors.isKnown(request({ cookie: given }), PORT + 1), false);
  assertEquals(visitors.isKnown(request(), PORT), false);
  assertEquals(knowVisitors(token).isKnown(request({ cookie: given }), PORT), false);
  assertEquals(visitors.isKnown(request({ authorization: `Bearer ${token}` }), PORT), true);
});
