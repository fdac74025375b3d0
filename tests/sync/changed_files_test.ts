import { assertEquals } from "@std/assert";
import { loadRun, openArtifact, type Session, syncRuns } from "../../mod.ts";
import { serviceSession } from "../../src/local.ts";
import fc from "../support/fast_check.ts";
import { temporaryService } from "../support/services.ts";

const names = { experimentName: "demo", runName: "files" };
const FILES = ["model.bin", "notes.txt", "deep/table.csv"] as const;

/** Contents that files get before a sync. Equal lengths, so that only the bytes tell them apart. */
const ROUND = fc.dictionary(fc.constantFrom(...FILES), fc.constantFrom("one", "two", "six"));

Deno.test("each sync sends the files that were added or overwritten since the last one, and no other", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ROUND, { minLength: 2, maxLength: 4 }), async (rounds) => {
      await using near = await temporaryService();
      await using far = await temporaryService();
      const [from, to] = [await serviceSession(near), await serviceSession(far)];
      const held = new Map<string, string>();
      for (const round of rounds) {
        await logFiles(from, round);
        const changed = Object.entries(round).filter(([name, text]) => held.get(name) !== text);
        for (const [name, text] of changed) held.set(name, text);
        const { files, outcomes } = await syncRuns({ from, to });
        assertEquals([files, outcomes.failed, outcomes.conflict], [changed.length, 0, 0]);
        for (const [name, text] of held) {
          assertEquals(await (await openArtifact(names, name, { session: to })).text(), text, name);
        }
      }
    }),
    { numRuns: 6 },
  );
});

async function logFiles(session: Session, round: Readonly<Record<string, string>>): Promise<void> {
  await using run = await loadRun({ ...names, session, captureEnvironment: false });
  for (const [name, text] of Object.entries(round)) {
    await run.logFile(new Blob([text]), { name, overwrite: true });
  }
}
