import { assertEquals, assertStringIncludes } from "@std/assert";
import { withRun } from "../../mod.ts";
import { toDestination } from "../../src/cli/destination.ts";
import { localSession } from "../../src/local.ts";
import { runlogInProcess } from "../support/command_line.ts";
import { startMlflow } from "../support/mlflow.ts";
import { inFolder } from "../support/temporary_folder.ts";

Deno.test("runlog sync copies runs to an MLflow server, a second time nothing, and runlog import brings them back", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    await withRun({ experimentName: "e", runName: "r", session }, (run) => {
      for (let step = 0; step < 100; step++) run.logMetric("loss", step / 8, { step });
    });
    await using server = await startMlflow();
    const args = ["sync", "e", "--session", `local:${path}`, "--to", `mlflow:${server.url}`];
    const plan = await runlogInProcess([...args, "--dry-run"]);
    assertEquals(plan.code, 0, plan.stderr);
    assertStringIncludes(plan.stdout, "would create 1, update 0, 0 unchanged; 100 points");
    const first = await runlogInProcess(args);
    assertStringIncludes(first.stdout, "created 1, updated 0, 0 unchanged; 100 points");
    const again = await runlogInProcess(args);
    assertStringIncludes(again.stdout, "created 0, updated 0, 1 unchanged; 0 points");
    const back = ["import", `mlflow:${server.url}`, "--session", `local:${path}`];
    const imported = await runlogInProcess([...back, "--experiment", "back"]);
    assertStringIncludes(imported.stdout, "created 1, updated 0, 0 unchanged; 100 points");
    const answer = await fetch(
      `${server.url}/api/2.0/mlflow/experiments/get-by-name?experiment_name=e`,
    );
    assertEquals((await answer.json()).experiment.name, "e");
  }));

Deno.test("credentials come from the variables of MLflow's own clients", async () => {
  for (
    const [environment, expected] of [
      [{ MLFLOW_TRACKING_USERNAME: "me", MLFLOW_TRACKING_PASSWORD: "word" }, "Basic bWU6d29yZA=="],
      [{ MLFLOW_TRACKING_TOKEN: "abc" }, "Bearer abc"],
      [{}, null],
    ] as const
  ) {
    const seen: (string | null)[] = [];
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      seen.push(request.headers.get("authorization"));
      return Response.json({ error_code: "INVALID_PARAMETER_VALUE", message: "no" }, {
        status: 400,
      });
    });
    const to = `mlflow:http://127.0.0.1:${server.addr.port}`;
    await inFolder(async (folder) => {
      await using session = await localSession({ path: `${folder}/store` });
      await withRun({ experimentName: "e", session }, () => {});
      await toDestination({ session: to }, { environment }, async (destination) => {
        const { syncRuns } = await import("../../mod.ts");
        await syncRuns({ from: session, to: destination }).catch(() => {});
      });
    });
    await server.shutdown();
    assertEquals(new Set(seen), new Set([expected]));
  }
});

Deno.test("an address that is none is an invalid command line", () =>
  inFolder(async (folder) => {
    const path = `${folder}/store`;
    await using session = await localSession({ path });
    await withRun({ experimentName: "e", session }, () => {});
    for (
      const to of ["mlflow:", "mlflow:5000", "mlflow:ftp://host", "mlflow:arn:aws:sagemaker:x"]
    ) {
      const store = ["--session", `local:${path}`];
      const { code } = await runlogInProcess(["sync", ...store, "--to", to]);
      assertEquals(code, 2, to);
      assertEquals((await runlogInProcess(["import", to, ...store])).code, 2, to);
    }
  }));
