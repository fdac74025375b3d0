import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { isSecret, newSecret } from "../../src/server/secret.ts";
import fc from "../support/fast_check.ts";

Deno.test("isSecret() takes the secret, and no text that differs in any place or in length", () => {
  const secret = newSecret();
  assertMatch(secret, /^[0-9a-f]{64}$/);
  assertNotEquals(newSecret(), secret);
  assertEquals(isSecret(secret, secret), true);
  for (let place = 0; place < secret.length; place++) {
    const other = secret[place] === "0" ? "1" : "0";
    const near = secret.slice(0, place) + other + secret.slice(place + 1);
    assertEquals(isSecret(near, secret), false, `place ${place}`);
    assertEquals(isSecret(secret.slice(0, place), secret), false);
  }
  for (const text of [null, undefined, "", `${secret}0`]) {
    assertEquals(isSecret(text, secret), false);
  }
});

Deno.test("isSecret() is equality of texts", () => {
  const text = fc.string({ unit: "binary", maxLength: 4 }).map((text) => text.toWellFormed());
  fc.assert(fc.property(text, text, (given, secret) => {
    assertEquals(isSecret(given, secret), given === secret);
  }));
});
