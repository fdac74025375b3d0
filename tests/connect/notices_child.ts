/** Records runs of two experiments, through `defaultSession()` or a session that says nothing. */
import { awsSession, withRun } from "../../mod.ts";

const session = Deno.env.has("SILENT") ? await awsSession({ notices: false }) : undefined;
for (const experimentName of ["first", "second", "first"]) {
  await withRun({ experimentName, captureEnvironment: false, session }, () => {});
}
