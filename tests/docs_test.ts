import { assert } from "@std/assert";
import { denoResult } from "./runtimes/results.ts";
import { plainEnvironment } from "./support/environment.ts";
import { runTool } from "./support/tools.ts";

const ROOT = `${import.meta.dirname}/..`;

Deno.test("the code in pages and in docstrings runs, and reaches nothing but this machine", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-docs-" });
  try {
    const { code, output } = await runTool(Deno.execPath(), [
      "test",
      "--doc",
      // Types are the check's to judge.
      "--no-check",
      "--frozen",
      `--config=${ROOT}/deno.json`,
      "--allow-env",
      "--allow-net=127.0.0.1",
      "--allow-read",
      "--allow-run=git",
      "--allow-sys",
      "--allow-write",
      `${ROOT}/README.md`,
      `${ROOT}/CONTRIBUTING.md`,
      `${ROOT}/docs`,
      `${ROOT}/mod.ts`,
      `${ROOT}/src`,
    ], {
      cwd: folder,
      clearEnv: true,
      env: { ...plainEnvironment(), RUNLOG_SESSION: `local:${folder}/runlog` },
    });
    assert(code === 0, output);
    assert(denoResult(output, true).passed >= 50, output);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the documentation of Run shows its methods and none of its internals", async () => {
  const { output } = await runTool(
    Deno.execPath(),
    ["doc", "--filter", "Run", `--config=${ROOT}/deno.json`, `${ROOT}/mod.ts`],
    { env: { NO_COLOR: "1" } },
  );
  for (const method of ["logMetric(", "logFile(", "logConfusionMatrix(", "close("]) {
    assert(output.includes(`\n  ${method}`) || output.includes(`\n  async ${method}`), output);
  }
  for (const internal of ["constructor(", "inner(", "RunParts", "@ignore"]) {
    assert(!output.includes(internal), internal);
  }
});
