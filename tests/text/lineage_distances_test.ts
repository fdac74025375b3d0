import { assertEquals } from "@std/assert";
import { lineageDistances } from "../../src/text/lineage_distances.ts";
import fc from "../support/fast_check.ts";

/** Length of the shortest way, by following every way. */
function shortest(
  links: readonly (readonly [string, string])[],
  from: string,
  to: string,
  passed: readonly string[] = [],
): number {
  if (from === to) return passed.length;
  const next = links.filter(([source, target]) => source === from && !passed.includes(target));
  return Math.min(...next.map(([, target]) => shortest(links, target, to, [...passed, from])));
}

Deno.test("lineageDistances() are the shortest ways before and after the start", () => {
  const name = fc.constantFrom("s", "a", "b", "c", "d", "e");
  fc.assert(fc.property(fc.array(fc.tuple(name, name), { maxLength: 10 }), (links) => {
    const found = lineageDistances(
      "s",
      links.map(([sourceArn, destinationArn]) => ({ sourceArn, destinationArn })),
    );
    for (const one of ["a", "b", "c", "d", "e"]) {
      const [before, after] = [shortest(links, one, "s"), shortest(links, "s", one)];
      const nearest = before <= after ? -before : after;
      assertEquals(found.get(one) ?? -Infinity, nearest, one);
    }
    assertEquals(found.get("s"), 0);
  }));
});
