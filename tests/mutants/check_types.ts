import { runTool } from "../support/tools.ts";
import type { Copy } from "./copies.ts";
import { type Mutant, mutate, StaleMutantError } from "./mutant.ts";

/**
 * Checks the types of mutants, so that none is noticed only because it does not compile. Many are
 * applied at once: those of one file whose texts do not overlap.
 *
 * @returns The compiler's errors
 */
export async function checkTypes(
  copy: Copy,
  mutants: readonly Mutant[],
): Promise<readonly string[]> {
  const errors: string[] = [];
  for (let waiting = mutants; waiting.length > 0;) {
    const { together, others } = await firstTogether(copy, waiting);
    const { code, output } = await copy.withMutants(
      together,
      () => runTool(Deno.execPath(), ["check", "mod.ts", "src"], { cwd: copy.folder }),
    );
    if (code !== 0) errors.push(output);
    waiting = others;
  }
  return errors;
}

/** Returns mutants that can be applied at once, and those that have to wait for another turn. */
async function firstTogether(
  { folder }: Copy,
  mutants: readonly Mutant[],
): Promise<{ readonly together: readonly Mutant[]; readonly others: readonly Mutant[] }> {
  const sources = new Map<string, string>();
  const [together, others]: [Mutant[], Mutant[]] = [[], []];
  for (const mutant of mutants) {
    const path = `${folder}/${mutant.file}`;
    const source = sources.get(path) ?? await Deno.readTextFile(path);
    try {
      sources.set(path, mutate(source, mutant));
      together.push(mutant);
    } catch (error) {
      if (!(error instanceof StaleMutantError)) throw error;
      others.push(mutant);
    }
  }
  if (together.length === 0) throw new Error(`No mutant of ${mutants[0]?.file} can be applied`);
  return { together, others };
}
