import { dirname } from "@std/path";
import { requireTool } from "../support/tools.ts";
import { type Mutant, mutate } from "./mutant.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** A copy of the checkout, in which one mutant at a time is applied. */
export interface Copy extends AsyncDisposable {
  /** Folder of the copy. */
  readonly folder: string;
  /** Works while a mutant is applied, and takes it back. */
  withMutants<T>(mutants: readonly Mutant[], work: () => Promise<T>): Promise<T>;
}

/** Copies the files of the checkout, without those that Git ignores. */
export async function copyCheckout(): Promise<Copy> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-mutants-" });
  const listed = await requireTool(
    "git",
    ["-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
  );
  for (const path of listed.split("\0").filter((path) => path !== "")) {
    await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
    // A file that was removed and not committed is still listed.
    await Deno.copyFile(`${ROOT}/${path}`, `${folder}/${path}`).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
  return {
    folder,
    async withMutants(mutants, work) {
      const originals = new Map<string, string>();
      try {
        for (const mutant of mutants) {
          const path = `${folder}/${mutant.file}`;
          const source = await Deno.readTextFile(path);
          if (!originals.has(path)) originals.set(path, source);
          await Deno.writeTextFile(path, mutate(source, mutant));
        }
        return await work();
      } finally {
        for (const [path, source] of originals) await Deno.writeTextFile(path, source);
      }
    },
    async [Symbol.asyncDispose]() {
      await Deno.remove(folder, { recursive: true });
    },
  };
}
