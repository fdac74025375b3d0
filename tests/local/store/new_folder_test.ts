import { assert, assertEquals } from "@std/assert";
import { withRun } from "../../../mod.ts";
import { localSession } from "../../../src/local.ts";
import { inFolder } from "../../support/temporary_folder.ts";
import { requireTool } from "../../support/tools.ts";

async function record(path: string): Promise<void> {
  await using session = await localSession({ path });
  await withRun({ experimentName: "demo", session }, (run) => run.logMetric("loss", 1));
}

Deno.test("Git ignores a store in a checkout, and a store that is opened again keeps its rules", () =>
  inFolder(async (folder) => {
    await requireTool("git", ["init", "--quiet", folder]);
    await record(`${folder}/deep/runlog`);
    assertEquals(await requireTool("git", ["-C", folder, "status", "--porcelain"]), "");
    const rules = `${folder}/deep/runlog/.gitignore`;
    assertEquals(await Deno.readTextFile(rules), "*\n");
    await Deno.writeTextFile(rules, "objects\n");
    await record(`${folder}/deep/runlog`);
    assertEquals(await Deno.readTextFile(rules), "objects\n");
    await Deno.remove(rules);
    await record(`${folder}/deep/runlog`);
    assertEquals(Array.from(Deno.readDirSync(`${folder}/deep/runlog`)).length, 2);
  }));

Deno.test("a store in a folder of the user's gets no Git rules, and leaves those that are there", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/train.ts`, "mine");
    await record(folder);
    assertEquals(
      Array.from(Deno.readDirSync(folder), ({ name }) => name).includes(".gitignore"),
      false,
    );
    await Deno.mkdir(`${folder}/kept`);
    await Deno.writeTextFile(`${folder}/kept/.gitignore`, "*.tmp\n");
    await record(`${folder}/kept`);
    assertEquals(await Deno.readTextFile(`${folder}/kept/.gitignore`), "*.tmp\n");
  }));

Deno.test("opening a store changes no permissions of what is there", () =>
  inFolder(async (folder) => {
    const path = `${folder}/shared`;
    await Deno.mkdir(path);
    await Deno.chmod(path, 0o770);
    await record(path);
    const modes = (): readonly string[] =>
      ["", "/runlog.db"].map((name) =>
        ((Deno.statSync(`${path}${name}`).mode ?? 0) & 0o777).toString(8)
      );
    assertEquals(modes(), ["770", "600"]);
    await Deno.chmod(`${path}/runlog.db`, 0o660);
    await record(path);
    assertEquals(modes(), ["770", "660"]);
  }));

Deno.test("a new store and all that is in it are for its owner alone", () =>
  inFolder(async (outer) => {
    const folder = `${outer}/runs`;
    await using session = await localSession({ path: folder });
    await withRun({ experimentName: "demo", session }, async (run) => {
      await run.logFile(new Blob(["small"]), { name: "small.bin" });
      await run.logFile(new Blob([new Uint8Array(6 * 1024 * 1024)]), { name: "large.bin" });
    });
    let entries = 0;
    const check = (path: string): void => {
      const { mode, isDirectory } = Deno.statSync(path);
      const text = ((mode ?? 0) & 0o777).toString(8);
      assertEquals(text, isDirectory ? "700" : "600", path);
      entries++;
      if (!isDirectory) return;
      for (const { name } of Deno.readDirSync(path)) {
        // It says nothing of the runs.
        if (name !== ".gitignore") check(`${path}/${name}`);
      }
    };
    check(folder);
    assert(entries >= 5, `${entries}`);
  }));
