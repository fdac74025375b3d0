import { assertEquals } from "@std/assert";
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
