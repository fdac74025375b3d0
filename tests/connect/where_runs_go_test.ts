import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { bundleForProcess } from "../support/bundle.ts";
import { besideMetadata, hasNetworks, type Metadata, onTerminal } from "../support/metadata.ts";
import { slowness } from "../support/pace.ts";
import { bunPath, nodePath } from "../support/tools.ts";

const CHILD = fromFileUrl(new URL("where_child.ts", import.meta.url));
const CONFIG = fromFileUrl(new URL("../../deno.json", import.meta.url));
const BEHAVIORS: readonly Metadata[] = ["answers", "refuses", "drops"];

// Elsewhere the address of the metadata service cannot be had.
const ignore = !await hasNetworks();

/** Works in a folder of its own, with the environment of someone who has set nothing. */
async function withFolder(
  work: (folder: string, env: Record<string, string>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-where-" });
  const { PATH = "", HOME = "", DENO_DIR = `${HOME}/.cache/deno` } = Deno.env.toObject();
  try {
    await work(folder, { PATH, HOME: folder, DENO_DIR, NO_COLOR: "1", TERM: "xterm" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The line that the child said. */
function placeIn(output: string): string {
  return output.split(/\r?\n/).find((line) => line.startsWith("at ")) ?? output;
}

for (const metadata of BEHAVIORS) {
  Deno.test({
    name: `Deno with README's smallest flags records locally, unasked and on a terminal, where a ` +
      `metadata service ${metadata}`,
    ignore,
    fn: () =>
      withFolder(async (folder, env) => {
        const flags = ["--allow-env", "--allow-read", "--allow-write=./runlog"];
        const command = [Deno.execPath(), "run", "--no-check", `--config=${CONFIG}`, ...flags];
        for (const variables of [env, withoutHome(env)]) {
          const { output, requests } = await besideMetadata(
            metadata,
            onTerminal([...command, CHILD]),
            { cwd: folder, env: variables },
          );
          assertEquals(placeIn(output), "at local store ./runlog", output);
          assertEquals(requests, []);
          assertEquals(/Deno requests|Allow\?/.test(output), false, output);
          assertStringIncludes(output, "no AWS region is configured");
          assertEquals(output.match(/^at /gm)?.length, 1, output);
        }
      }),
  });
}

for (const [runtime, path] of [["Bun", bunPath], ["Node", nodePath]] as const) {
  Deno.test({
    name: `${runtime} records locally where a metadata service answers, and never asks it`,
    ignore,
    fn: () =>
      withFolder(async (folder, env) => {
        const script = await bundleForProcess("tests/connect/where_child.ts", folder);
        const command = [await path(), script];
        const { output, requests } = await besideMetadata("answers", command, {
          cwd: folder,
          env,
        });
        assertEquals([placeIn(output), requests], ["at local store ./runlog", []], output);
      }),
  });
}

Deno.test({
  name: "a metadata service that drops what it is sent costs a script no time",
  ignore,
  fn: () =>
    withFolder(async (folder, env) => {
      const script = await bundleForProcess("tests/connect/where_child.ts", folder);
      const command = [await nodePath(), script];
      const took = async (metadata: Metadata): Promise<number> => {
        const results = [];
        for (let turn = 0; turn < 3; turn++) {
          results.push((await besideMetadata(metadata, command, { cwd: folder, env })).tookMs);
        }
        return Math.min(...results);
      };
      // The SDK would wait for a second. Both are measured here, and differ more on a busy machine.
      const [refused, dropped] = [await took("refuses"), await took("drops")];
      const most = refused + 900 * slowness();
      assertEquals(dropped < most, true, `${refused} ms refused, ${dropped} ms dropped`);
    }),
});

/** As under a service manager, where a process has no home folder. */
function withoutHome({ HOME: _, ...env }: Record<string, string>): Record<string, string> {
  return env;
}
