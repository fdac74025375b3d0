import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { withoutSecrets } from "../../src/run/environment.ts";
import { runTool } from "../support/tools.ts";

Deno.test("withoutSecrets() keeps a remote's place and nothing that opens it", () => {
  assertEquals(
    withoutSecrets("https://user:token@example.com/a/b.git"),
    "https://example.com/a/b.git",
  );
  assertEquals(withoutSecrets("https://token@example.com/a.git"), "https://example.com/a.git");
  assertEquals(
    withoutSecrets("https://example.com/a.git?token=secret#x"),
    "https://example.com/a.git",
  );
  assertEquals(withoutSecrets("ssh://git@example.com:22/a.git"), "ssh://example.com:22/a.git");
  assertEquals(withoutSecrets("git@example.com:a/b.git"), "git@example.com:a/b.git");
  assertEquals(withoutSecrets("/srv/git/a.git"), "/srv/git/a.git");
});

Deno.test("in Deno, what is not permitted is left out, and nothing prompts or fails", async () => {
  const folder = await Deno.makeTempDir({ prefix: "runlog-permissions-" });
  const root = new URL("../../", import.meta.url);
  const script = `
    import { getRun, withRun } from "${root}mod.ts";
    import { localSession } from "${root}src/local.ts";
    const session = await localSession({ path: "${folder}" });
    const names = { experimentName: "bare", runName: "run" };
    await withRun({ ...names, session }, (run) => run.logMetric("loss", 1));
    console.log(JSON.stringify((await getRun(names, { session })).parameters));
  `;
  await Deno.writeTextFile(`${folder}/script.ts`, script);
  const { code, output } = await runTool(Deno.execPath(), [
    "run",
    "--no-prompt",
    "--no-check",
    `--config=${fromFileUrl(root)}deno.json`,
    "--allow-env",
    `--allow-read=${folder}`,
    `--allow-write=${folder}`,
    `${folder}/script.ts`,
  ]);
  assertEquals(code, 0, output);
  const parameters = JSON.parse(output.trim().split("\n").at(-1) ?? "");
  assertEquals(Object.keys(parameters).sort(), ["env/platform", "env/runtime"]);
  await Deno.remove(folder, { recursive: true });
});
