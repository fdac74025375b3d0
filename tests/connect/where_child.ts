/** Says where `defaultSession()` records, after recording a run there if that is a local store. */
import { defaultSession, withRun } from "../../mod.ts";

try {
  const session = await defaultSession();
  console.log(`at ${session.location}`);
  if (session.location.startsWith("local store")) {
    await withRun({ experimentName: "where", session }, async (run) => {
      run.logMetric("loss", 0.5, { step: 0 });
      await run.logText("hello", { name: "note.txt" });
    });
  }
  await session[Symbol.asyncDispose]();
} catch (error) {
  console.log(`at ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
}
