// Bundled, then run by each runtime: prints the point of the store in a folder.
import process from "node:process";
import { getMetricHistory } from "../../mod.ts";
import { localSession } from "../../src/local.ts";

const [path = ""] = process.argv.slice(2);
await using session = await localSession({ path });
const names = { experimentName: "demo", runName: "first" };
console.log(String((await getMetricHistory(names, "loss", { session })).values[0]));
