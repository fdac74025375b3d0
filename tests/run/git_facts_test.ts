import { assertEquals, assertGreater } from "@std/assert";
import { type GitFacts, gitFacts } from "../../src/run/git_facts.ts";
import { watchPace } from "../support/pace.ts";
import { requireTool, runTool } from "../support/tools.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-git-" });
  try {
    await work(await Deno.realPath(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function write(path: string, text: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, text);
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const name = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  const { code, output } = await runTool("git", ["-C", folder, ...name, ...args], {});
  assertEquals(code, 0, output);
  return output.trim();
}

/** The facts that a process finds whose working directory is that, and how long it took to. */
async function factsIn(
  cwd: string,
  env: Record<string, string> = {},
): Promise<{ readonly facts: GitFacts; readonly tookMs: number }> {
  const module = import.meta.resolve("../../src/run/git_facts.ts");
  const script = `
    const { gitFacts } = await import(${JSON.stringify(module)});
    const started = performance.now();
    const facts = await gitFacts(${JSON.stringify(cwd)});
    console.log(JSON.stringify({ facts, tookMs: performance.now() - started }));
  `;
  const file = await Deno.makeTempFile({ prefix: "runlog-git-", suffix: ".ts" });
  await Deno.writeTextFile(file, script);
  const config = `--config=${new URL("../../deno.json", import.meta.url).pathname}`;
  const args = ["run", "--no-check", "--allow-all", config, file];
  const { code, output } = await runTool(Deno.execPath(), args, { cwd, env });
  await Deno.remove(file);
  assertEquals(code, 0, output);
  return JSON.parse(output.trim().split("\n").at(-1) ?? "");
}

Deno.test("gitFacts() reads what Git itself says of a clone, a subfolder and a worktree", async () => {
  await inFolder(async (folder) => {
    const tree = `${folder}/tree`;
    await requireTool("git", ["init", "--quiet", tree]);
    await write(`${tree}/sub/file.txt`, "1");
    await git(tree, "add", ".");
    await git(tree, "commit", "--quiet", "-m", "first");
    await git(tree, "remote", "add", "origin", "https://example.com/a.git");
    await git(tree, "pack-refs", "--all");
    await git(tree, "worktree", "add", "--quiet", `${folder}/other`, "-b", "other");
    const commit = await git(tree, "rev-parse", "HEAD");
    for (const place of [tree, `${tree}/sub`, `${folder}/other`]) {
      const { commit: found, remote } = await gitFacts(place);
      assertEquals([found, remote], [commit, "https://example.com/a.git"], place);
    }
  });
});

Deno.test("gitFacts() reads references that are packed, detached, or in another folder", async () => {
  await inFolder(async (folder) => {
    await write(`${folder}/packed/.git/HEAD`, "ref: refs/heads/main\n");
    await write(`${folder}/packed/.git/packed-refs`, `# pack-refs\n${COMMIT} refs/heads/main\n`);
    await write(`${folder}/detached/.git/HEAD`, `${COMMIT}\n`);
    await write(`${folder}/module/.git`, "gitdir: ../detached/.git\n");
    for (const place of ["packed", "detached", "module"]) {
      assertEquals((await gitFacts(`${folder}/${place}`)).commit, COMMIT, place);
    }
  });
});

Deno.test("a git that hangs costs the first run a fraction of what it would take, and loses no commit", async () => {
  await inFolder(async (folder) => {
    await write(`${folder}/bin/git`, "#!/bin/sh\nexec sleep 60\n");
    await Deno.chmod(`${folder}/bin/git`, 0o755);
    await write(`${folder}/tree/.git/HEAD`, `${COMMIT}\n`);
    const begun = performance.now();
    using pace = watchPace();
    const env = { PATH: `${folder}/bin:${Deno.env.get("PATH")}` };
    const { facts, tookMs } = await factsIn(`${folder}/tree`, env);
    assertEquals(facts, { commit: COMMIT });
    console.log(`a git that hangs costs ${tookMs.toFixed(0)} ms`);
    // Its timer is 200 ms; a busy machine may be late, but not as late as Git.
    assertGreater(pace.limitOf(500), tookMs);
    // Nor does the process wait for it to die.
    assertGreater(30_000, performance.now() - begun);
  });
});

Deno.test("gitFacts() takes no lock in a repository, which a Git killed at the limit would leave", async () => {
  await inFolder(async (folder) => {
    const tree = `${folder}/tree`;
    await requireTool("git", ["init", "--quiet", tree]);
    await write(`${tree}/file.txt`, "1");
    await git(tree, "add", ".");
    await git(tree, "commit", "--quiet", "-m", "first");
    // Git writes such a file's new time down, under its lock, unless it is told not to.
    await Deno.utime(`${tree}/file.txt`, new Date(0), new Date(0));
    const index = await Deno.readFile(`${tree}/.git/index`);
    // On a busy machine Git itself may take longer than it gets.
    for (let turn = 0; turn < 50; turn++) {
      if ((await factsIn(tree)).facts.isDirty === false) break;
    }
    assertEquals(await Deno.readFile(`${tree}/.git/index`), index);
  });
});
