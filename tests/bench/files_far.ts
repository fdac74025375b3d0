import { awsSession, startRun } from "../../mod.ts";
import { linesOf } from "../support/children.ts";
import { cpuOf } from "./bars.ts";

/** What a folder costs to a server whose answers come late. */
export interface FarFolder {
  /** Length of the longest chain of requests that waited for one another. */
  readonly trips: number;
  /** CPU of the client. */
  readonly cpuSeconds: number;
  /** By the clock, which shows what else the machine does as well. */
  readonly seconds: number;
}

/** Logs a folder to a local store that another process serves. */
export async function measureFar(
  folder: string,
  store: string,
  latencyMs: number,
): Promise<FarFolder> {
  const server = new URL("./late_server.ts", import.meta.url).href;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", server, store, String(latencyMs)],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let endpoint = "";
  for await (const line of linesOf(child)) {
    endpoint = line;
    break;
  }
  let trips = 0;
  await using session = await awsSession({
    region: "local",
    endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    notices: false,
    async fetch(request) {
      const own = trips + 1;
      const response = await fetch(request);
      trips = Math.max(trips, own);
      return response;
    },
  });
  const run = await startRun({ experimentName: "bench", session, captureEnvironment: false });
  // The bucket is there, and S3's client.
  await run.logFile(new Blob(["x"]), { name: "first" });
  trips = 0;
  const started = performance.now();
  const cpuMs = await cpuOf(() => run.logDirectory(folder, { name: "far" }));
  const seconds = (performance.now() - started) / 1_000;
  const far = { trips, cpuSeconds: cpuMs / 1_000, seconds };
  await run.close();
  await child.stdin.close();
  await child.status;
  return far;
}
