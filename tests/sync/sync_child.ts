// Syncs a store to an endpoint, and ends: {folder} {endpoint}.
import { awsSession, syncRuns } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [folder = "", endpoint = ""] = process.argv.slice(-2);
const from = await localSession({ path: folder });
const to = await awsSession({
  region: "local",
  endpoint,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});
await syncRuns({ from, to });
await from[Symbol.asyncDispose]();
