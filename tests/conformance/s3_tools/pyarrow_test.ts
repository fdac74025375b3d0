import { pythonPackages, runPythonChecks } from "./python_checks.ts";
import { WILD_NAMES } from "./trees.ts";

Deno.test("pyarrow's S3 client writes, lists, moves and removes files and datasets in a served store", async () => {
  await runPythonChecks(await pythonPackages(), "pyarrow_client.py", [
    ...WILD_NAMES,
    "tab\tand\nline",
  ]);
});
