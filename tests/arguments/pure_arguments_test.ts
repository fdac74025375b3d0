import { assertEquals } from "@std/assert";
import { curveSubjects, evalSubjects, plotSubjects, tableSubjects } from "./pure_subjects.ts";
import { trySubject } from "./try_subject.ts";

for (
  const [entry, subjects] of Object.entries({
    curveSubjects,
    evalSubjects,
    plotSubjects,
    tableSubjects,
  })
) {
  for (const [name, subject] of Object.entries(subjects)) {
    Deno.test(`${name}() of ${entry} answers or refuses any value of any argument by name`, async () => {
      const { failures } = await trySubject(name, subject);
      assertEquals(failures, []);
    });
  }
}
