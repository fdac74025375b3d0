import { assertEquals } from "@std/assert";
import { importSubjects } from "./import_subjects.ts";
import {
  localSubjects,
  sessionSubjects,
  startingSubjects,
  syncSubjects,
} from "./opening_subjects.ts";
import { recordedRun } from "./recorded.ts";
import { trySubject } from "./try_subject.ts";

const FAMILIES = {
  "functions that import runs": importSubjects,
  "functions that start runs": startingSubjects,
  "functions that make sessions": sessionSubjects,
  "functions of local stores and servers": localSubjects,
} as const;

for (const [family, subjectsOf] of Object.entries(FAMILIES)) {
  Deno.test(`${family} take or refuse any value of any argument by name`, async (test) => {
    await using recorded = await recordedRun();
    for (const [name, subject] of Object.entries(await subjectsOf(recorded))) {
      await test.step(`${name}()`, async () => {
        const { failures } = await trySubject(name, subject, recorded.sent);
        assertEquals(failures, []);
      });
    }
  });
}

Deno.test("functions that copy runs take or refuse any value of any argument by name", async (test) => {
  await using recorded = await recordedRun();
  await using other = await recordedRun();
  for (const [name, subject] of Object.entries(syncSubjects(recorded, other.session))) {
    await test.step(`${name}()`, async () => {
      const { failures } = await trySubject(name, subject, recorded.sent);
      assertEquals(failures, []);
    });
  }
});
