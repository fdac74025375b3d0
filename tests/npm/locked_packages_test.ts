import { assertEquals, assertThrows } from "@std/assert";
import { lockedPackages } from "./locked_packages.ts";

const LOCK = {
  specifiers: { "npm:@a/one@^1.0.0": "1.2.0_two@2.0.0", "npm:two@2": "2.0.0" },
  npm: {
    "@a/one@1.2.0_two@2.0.0": { dependencies: ["two@2.0.0", "three"] },
    "two@2.0.0": {},
    "two@1.0.0": {},
    "three@3.0.0": { dependencies: ["@a/one@1.2.0_two@2.0.0"] },
    "four@4.0.0": {},
  },
};

Deno.test("lockedPackages() returns what the roots need, once each, without their peers' versions", () => {
  assertEquals(lockedPackages(LOCK, ["npm:@a/one@^1.0.0"]), [
    "@a/one@1.2.0",
    "three@3.0.0",
    "two@2.0.0",
  ]);
});

Deno.test("lockedPackages() of a package that is not locked throws", () => {
  assertThrows(() => lockedPackages(LOCK, ["npm:five@5"]), Error, "npm:five@5");
});
