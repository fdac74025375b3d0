import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { withRun } from "../../mod.ts";
import { localSession } from "../../src/local.ts";
import { plainEnvironment } from "../support/environment.ts";

const MAIN = fromFileUrl(new URL("../../src/cli/main.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));

Deno.test("runlog show, compare and export tell where a metric stopped being finite", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-cli-" });
  try {
    {
      await using session = await localSession({ path: folder });
      for (const runName of ["good", "bad"]) {
        await withRun({ experimentName: "demo", runName, session }, (run) => {
          for (let step = 0; step < 4; step++) run.logMetric("loss", 1 / (step + 1), { step });
          run.logMetric("loss", runName === "good" ? 0.25 : NaN, { step: 4 });
          run.logMetric("loss", runName === "good" ? 0.25 : -Infinity, { step: 5 });
          if (runName === "bad") run.logMetric("rate", Infinity, { timestamp: 0 });
        });
      }
    }
    const read = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--quiet", "--no-check", "-A", `--config=${CONFIG}`, MAIN, ...args]
          .concat("--session", `local:${folder}`),
        clearEnv: true,
        env: plainEnvironment(),
      }).output();
      const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
      assertEquals([code, text(stderr)], [0, ""], args.join(" "));
      return text(stdout);
    };
    const shown = await read("show", "demo", "bad");
    assertStringIncludes(shown, "metric\tlast\tmin\tmax\tavg\tpoints\tnot finite\n");
    assertStringIncludes(
      shown,
      "loss\t0.25\t0.25\t1\t0.52083\t4\t-Infinity, NaN from step 4 to 5 (2 points)\n",
    );
    assertStringIncludes(shown, "rate\t\t\t\t\t0\tInfinity at 1970-01-01T00:00:00Z\n");
    assert(!(await read("show", "demo", "good")).includes("not finite"));
    const compared = await read("compare", "demo", "good", "bad");
    assertStringIncludes(compared, "metric loss\t0.25\t0.25 (2 not finite)\n");
    assertStringIncludes(compared, "metric rate\t\t(1 not finite)\n");
    assertStringIncludes(await read("compare", "demo"), "0.25 (2 not finite)");
    const csv = await read("export", "demo", "--metrics");
    const values = csv.trim().split("\r\n").map((line) => line.split(",").at(-1));
    const odd = values.slice(1).filter((value) => !Number.isFinite(Number(value)));
    assertEquals(odd, ["NaN", "-Infinity", "Infinity"]);
    const lines = await read("export", "demo", "--metrics", "--format", "jsonl");
    assertStringIncludes(lines, '"value":"NaN"');
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
