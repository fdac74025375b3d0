import { assertEquals } from "@std/assert";
import { type Change, RunEntries, toMembers } from "../../src/run/entries.ts";
import fc from "../support/fast_check.ts";

/** What a program and a service do to the parameters of a run. */
type Step =
  | { readonly does: "set"; readonly name: string }
  | { readonly does: "send"; readonly arrives: number; readonly during: readonly string[] };

const names = fc.constantFrom("a", "b", "c");
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant("set" as const), name: names }),
  fc.record({
    does: fc.constant("send" as const),
    // As many of the changes sent, before the update fails.
    arrives: fc.nat({ max: 3 }),
    during: fc.array(names, { maxLength: 3 }),
  }),
);

Deno.test("whatever updates fail halfway, each entry ends with the value that was set last", () => {
  fc.assert(fc.property(fc.array(steps, { maxLength: 12 }), (all) => {
    const entries = new RunEntries({});
    const [wanted, stored] = [new Map<string, string>(), new Map<string, string>()];
    let values = 0;
    const set = (name: string): void => {
      const value = String(values++);
      wanted.set(name, value);
      entries.set({ member: "Parameters", name, value: { StringValue: value } });
    };
    const store = (changes: readonly Change[]): void => {
      for (const [name, value] of Object.entries(toMembers(changes).Parameters ?? {})) {
        stored.set(name, value.StringValue ?? "");
      }
      entries.settle(changes);
    };
    for (const step of all) {
      if (step.does === "set") {
        set(step.name);
        continue;
      }
      const changes = entries.take();
      step.during.forEach(set);
      const unsaved = toMembers(entries.unsaved).Parameters ?? {};
      for (const [name, { StringValue }] of Object.entries(unsaved)) {
        assertEquals(StringValue, wanted.get(name), "unsaved");
      }
      store(changes.slice(0, step.arrives));
      entries.restore();
    }
    store(entries.take());
    entries.restore();
    assertEquals(stored, wanted);
    assertEquals([entries.isChanged, entries.count("Parameters")], [false, wanted.size]);
  }));
});
