import { awsSession, type Run, type Session, withRun } from "../../../mod.ts";
import { keysOf, type Reachable } from "../../support/reach.ts";
import { DATA, TAGS } from "./scenario.ts";

/** A session to a served service, over real HTTP. */
export async function sessionTo(server: Reachable): Promise<Session> {
  const credentials = keysOf(server);
  return await awsSession({ region: "local", endpoint: server.url, credentials });
}

/** Records the scenario as the Python script does. */
export async function recordOurs(
  session: Session,
  experimentName: string,
  runName: string,
): Promise<void> {
  const options = { experimentName, runName, session, tags: TAGS, captureEnvironment: false };
  await withRun(options, record);
}

async function record(run: Run): Promise<void> {
  run.logParameters(DATA.parameters);
  for (const { name, value, step } of DATA.metrics) run.logMetric(name, value, { step });
  for (const { name, value, mediaType, isOutput } of DATA.artifacts) {
    run.logArtifact(name, value, { mediaType: mediaType ?? undefined, isOutput });
  }
  for (const { name, text, isOutput } of DATA.files) {
    await run.logFile(new Blob([text]), { name, isOutput });
  }
  const { labels, scores, predicted } = DATA.graphs;
  await run.logPrecisionRecall(labels, scores, { title: "precision-recall" });
  await run.logRocCurve(labels, scores, { title: "roc" });
  await run.logConfusionMatrix(labels, predicted, { title: "confusion", isOutput: false });
}
