/** A page that records to AWS without a proxy: leaves what it is told in a global. */
import { awsSession, startRun } from "../../mod.ts";

const session = awsSession({
  region: "eu-west-1",
  credentials: { accessKeyId: "id", secretAccessKey: "secret" },
  maxAttempts: 1,
});
const outcome = await startRun({ experimentName: "demo", session }).then(
  () => "started",
  (error: Error) => `${error.name}: ${error.message}`,
);
Object.assign(globalThis, { outcome });
