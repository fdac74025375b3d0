import { assertEquals } from "@std/assert";
import { checkStore, serviceSession } from "../../../src/local.ts";
import fc from "../../support/fast_check.ts";
import { temporaryService } from "../../support/services.ts";

/** Few names and values, so that updates meet: the same text, a number and its text, both zeros. */
const VALUES = ["a", "1", 1, 0, -0, 2.5] as const;
const NAMES: readonly string[] = ["a", "b", "c", "__proto__", "\u0000"];
const CHANGE = fc.record({
  set: fc.dictionary(
    fc.constantFrom(...NAMES),
    fc.constantFrom(...VALUES),
  ),
  many: fc.integer({ min: 0, max: 40 }),
  remove: fc.uniqueArray(fc.constantFrom(...NAMES, "many-1"), { maxLength: 2 }),
});

Deno.test("the rows of parameters are those of the run after any updates", async () => {
  const service = await temporaryService();
  const { sagemaker } = await serviceSession(service);
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(CHANGE, { minLength: 1, maxLength: 4 }), async (changes) => {
      const TrialComponentName = `run-${runs++}`;
      await sagemaker.call("CreateTrialComponent", { TrialComponentName });
      for (const { set, many, remove } of changes) {
        const more = Array.from({ length: many }, (_, i) => [`many-${i}`, i * many] as const);
        const all = [...Object.entries(set), ...more].filter(([name]) =>
          !remove.some((one) => one === name)
        );
        await sagemaker.call("UpdateTrialComponent", {
          TrialComponentName,
          Parameters: Object.fromEntries(all.map(([name, value]) => [
            name,
            typeof value === "number" ? { NumberValue: value } : { StringValue: value },
          ])),
          ...(remove.length > 0 ? { ParametersToRemove: remove } : {}),
        });
      }
    }),
    { numRuns: 40 },
  );
  const { damage } = await checkStore(service.folder);
  assertEquals(damage, []);
  await service.close();
});
