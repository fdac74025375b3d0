import { assertEquals, assertMatch } from "@std/assert";
import { pythonPackages } from "../conformance/s3_tools/python_checks.ts";
import { codeBlocks } from "../support/markdown.ts";
import { startCommand } from "../support/served_command.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { runBlock } from "./served_blocks.ts";

const PAGE = new URL("../../docs/guides/s3-tools.md", import.meta.url);

/** What each block prints, in the page's order, by a program that it uses. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  "rclone ": /^\s+6 figures\/loss\.svg\n$/,
  "s5cmd ": /s3:\/\/models\/figures\/loss\.svg\n[^]*figures\/loss\.svg\nrm s3:\/\/models\//,
  "import s3fs": /^models\/loss\.csv\nmodels\/loss\.parquet\n0\.4\n$/,
  "from pyarrow": /^2\nmodels\/runs\/first\/part-0\.parquet\n$/,
};

Deno.test("docs/guides/s3-tools.md: each tool works with the lines that runlog serve prints", async () => {
  const blocks = codeBlocks(await Deno.readTextFile(PAGE))
    .filter(({ info }) => info[0] === "served");
  assertEquals(blocks.length, Object.keys(PRINTED).length);
  const python = await pythonPackages();
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/figures`);
    await Deno.writeTextFile(`${folder}/figures/loss.svg`, "<svg/>");
    await using served = await startCommand(["serve", "--shell", "sh"], { cwd: folder });
    for (const [index, [program, printed]] of Object.entries(PRINTED).entries()) {
      const block = blocks[index];
      if (!block?.text.includes(program)) throw new Error(`${program} is not block ${index}`);
      assertMatch(await runBlock(block, served.lines, folder, python), printed);
    }
  });
});
