import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { inFolder } from "../support/temporary_folder.ts";
import { requireTool } from "../support/tools.ts";
import { buildPackage, repositoryOf } from "./build_package.ts";
import { specifiersOf } from "./specifiers.ts";

const ROOT = `${import.meta.dirname}/../..`;

Deno.test("npm pack has a module and its types for each export, and nothing but the package", async () => {
  await inFolder(async (folder) => {
    const target = `${folder}/package`;
    await buildPackage(target);
    const packed = await requireTool("npm", ["pack", "--dry-run", "--json"], { cwd: target });
    const [{ files }]: readonly [{ readonly files: readonly { readonly path: string }[] }] = JSON
      .parse(packed.slice(packed.indexOf("[")));
    const paths = new Set(files.map(({ path }) => path));
    const manifest = JSON.parse(await Deno.readTextFile(`${target}/package.json`));
    const config = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`));
    assertEquals(
      Object.keys(manifest.exports),
      [...Object.keys(config.exports), "./package.json"],
    );
    assertEquals(manifest.version, config.version);
    for (const part of Object.values<string | Record<string, string>>(manifest.exports)) {
      for (const path of typeof part === "string" ? [part] : Object.values(part)) {
        assert(paths.has(path.replace(/^\.\//, "")), path);
      }
    }
    for (const path of ["README.md", "LICENSE", "std/LICENSE", manifest.bin.runlog]) {
      assert(paths.has(path), path);
    }
    for (const path of paths) {
      assertNotMatch(path, /(?<!\.d)\.tsx?$|^tests|node_modules/);
      if (!/\.(?:js|d\.ts)$/.test(path)) continue;
      for (const specifier of specifiersOf(await Deno.readTextFile(`${target}/${path}`))) {
        assertNotMatch(specifier, /^@std|^(?:npm|jsr):|\.tsx?$/, path);
      }
    }
    const program = await Deno.stat(`${target}/${manifest.bin.runlog}`);
    assertEquals((program.mode ?? 0) & 0o111, 0o111);
  });
});

Deno.test("repositoryOf() is the repository that a runner builds, which provenance needs", () => {
  const runner: Record<string, string> = {
    GITHUB_SERVER_URL: "https://forge.example",
    GITHUB_REPOSITORY: "someone/project",
  };
  assertEquals(
    repositoryOf((name) => runner[name]),
    "git+https://forge.example/someone/project.git",
  );
  assertEquals(repositoryOf(() => undefined), undefined);
});
