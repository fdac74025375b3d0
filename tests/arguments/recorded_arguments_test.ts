import { assertEquals } from "@std/assert";
import { changingSubjects, readingSubjects } from "./session_subjects.ts";
import { recordedRun } from "./recorded.ts";
import { trySubject } from "./try_subject.ts";

for (const subjectsOf of [readingSubjects, changingSubjects]) {
  Deno.test(`${subjectsOf.name}: any value of any argument is answered, or refused by name before anything is sent`, async (test) => {
    await using recorded = await recordedRun();
    for (const [name, subject] of Object.entries(subjectsOf(recorded))) {
      await test.step(`${name}()`, async () => {
        const { failures } = await trySubject(name, subject, recorded.sent);
        assertEquals(failures, []);
      });
    }
  });
}
