// Bundled, then run by Deno, Bun and Node: starts a run at each endpoint, and prints what was told.
import process from "node:process";
import { awsSession, startRun } from "../../mod.ts";

const endpoints = JSON.parse(process.argv.at(-1) ?? "[]") as readonly string[];
const told = await Promise.all(endpoints.map(async (endpoint) => {
  const session = await awsSession({
    region: "us-east-1",
    endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    await startRun({ experimentName: "demo", session, captureEnvironment: false });
    return { name: "", message: "", causes: 0 };
  } catch (error) {
    let causes = 0;
    for (let at = error as Error; at.cause instanceof Error; at = at.cause) causes++;
    const { name, message } = error as Error;
    return { name, message, causes };
  } finally {
    await session[Symbol.asyncDispose]();
  }
}));
console.log(JSON.stringify(told));
