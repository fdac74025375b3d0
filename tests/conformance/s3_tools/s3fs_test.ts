import { pythonPackages, runPythonChecks } from "./python_checks.ts";

Deno.test("s3fs, and pandas through it, read, write, list, move and remove in a served store", async () => {
  await runPythonChecks(await pythonPackages(), "s3fs_client.py");
});
