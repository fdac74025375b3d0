import { assert, assertEquals, assertRejects } from "@std/assert";
import { cachedFolder, exists } from "./tool_cache.ts";

async function withTools(body: (tools: string) => Promise<void>): Promise<void> {
  const tools = await Deno.makeTempDir({ prefix: "runlog-tools-" });
  try {
    await body(tools);
  } finally {
    await Deno.remove(tools, { recursive: true });
  }
}

Deno.test("cachedFolder() makes a folder once, however many ask at the same time", () =>
  withTools(async (tools) => {
    let made = 0;
    const make = async (folder: string): Promise<void> => {
      made++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await Deno.writeTextFile(`${folder}/program`, "");
    };
    const folders = await Promise.all(
      Array.from({ length: 8 }, () => cachedFolder("tool-1", make, tools)),
    );
    assertEquals(new Set(folders), new Set([`${tools}/tool-1`]));
    assert(await exists(`${tools}/tool-1/program`));
    assertEquals(made, 1);
  }));

Deno.test("cachedFolder() makes anew what failed halfway", () =>
  withTools(async (tools) => {
    const fail = async (folder: string): Promise<void> => {
      await Deno.writeTextFile(`${folder}/half`, "");
      throw new Error("no network");
    };
    await assertRejects(() => cachedFolder("tool-1", fail, tools), Error, "no network");
    const folder = await cachedFolder("tool-1", () => Promise.resolve(), tools);
    assert(!await exists(`${folder}/half`));
  }));

Deno.test("cachedFolder() waits for another process, and takes over when that is killed", () =>
  withTools(async (tools) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        "--quiet",
        `import { cachedFolder } from "${new URL("./tool_cache.ts", import.meta.url)}";
        await cachedFolder("tool-1", async (folder) => {
          await Deno.writeTextFile(folder + "/half", "");
          console.log("half-made");
          await new Promise((resolve) => setTimeout(resolve, 60_000));
        }, ${JSON.stringify(tools)});`,
      ],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    let isMade = false;
    const folder = cachedFolder("tool-1", () => Promise.resolve(void (isMade = true)), tools);
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert(!isMade);
    child.kill("SIGKILL");
    assert(!await exists(`${await folder}/half`));
    assert(isMade);
    await reader.cancel();
    await child.status;
  }));
