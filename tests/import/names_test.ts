import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { legalDisplayName, legalName, markedName } from "../../src/import/names.ts";
import fc from "../support/fast_check.ts";

Deno.test("a name that only loses its case stays, and one that loses more is marked", () => {
  assertEquals(legalName("ResNet50"), "resnet50");
  assertMatch(legalName("runs/exp 1"), /^runs-exp-1-[0-9a-f]{4}$/);
  assertMatch(legalName("/Users/é"), /^users-[0-9a-f]{4}$/);
  assertMatch(legalName("模型"), /^run-[0-9a-f]{4}$/);
  assertNotEquals(legalName("a b"), legalName("a_b"));
  assertNotEquals(legalName("a-b"), legalName("a_b"));
});

Deno.test("every name becomes one that AWS accepts", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (name) => {
    for (const made of [legalName(name), markedName(name, "x")]) {
      assertMatch(made, /^[a-z0-9](?:-*[a-z0-9])*$/);
      assert(made.length <= 59);
    }
    const display = legalDisplayName(name);
    if (display === undefined) return;
    assertMatch(display, /^[A-Za-z0-9](?:-*[A-Za-z0-9])*$/);
    assert(display.length <= 120);
  }));
});
