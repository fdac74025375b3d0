import { assertEquals } from "@std/assert";
import { getRun, startRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { memoryLogger } from "../support/loggers.ts";
import { inFolder } from "../support/temporary_folder.ts";

Deno.test("300 parameters fit beside those of a new run's environment, and all are read back", () =>
  inFolder(async (path) => {
    const logger = memoryLogger();
    await using session = await localSession({ path, logger });
    const run = await startRun({ experimentName: "demo", runName: "first", session });
    const values = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`p${index}`, index]),
    );
    run.logParameters(values);
    await run.flush();
    await run.close();
    const { parameters } = await getRun({ experimentName: "demo", runName: "first" }, { session });
    const own = Object.entries(parameters).filter(([name]) => name.startsWith("p"));
    assertEquals(Object.fromEntries(own), values);
    assertEquals(Object.keys(parameters).some((name) => name.startsWith("env/")), true);
  }));
