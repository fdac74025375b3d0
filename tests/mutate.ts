/**
 * Applies mutants, one after the other, to a copy of the checkout, and tells which of them no test
 * notices. Fails below a score of 95 %.
 *
 *     deno task mutate [word...] [--changed] [--one-of=10] [--list] [--check]
 *
 * A word is a part of a mutant's name or of its file's path. `--changed` takes the mutants of files
 * that differ from those of the commit in tests/FIGURES.md. `--one-of=10` takes each tenth. `--list`
 * prints the chosen mutants, and `--check` checks their types instead of running tests.
 *
 * @module
 */
import { MUTANTS } from "./mutants/all.ts";
import { checkTypes } from "./mutants/check_types.ts";
import { changedFiles, chooseMutants } from "./mutants/choose.ts";
import { copyCheckout } from "./mutants/copies.ts";
import { MutantTrials, scoreOf, type Verdict } from "./mutants/try_mutants.ts";

/** Least share of mutants that has to be noticed, in percent. */
const BAR = 95;

const flags = Deno.args.filter((arg) => arg.startsWith("--"));
const [, oneOf] = /^--one-of=([1-9]\d*)$/.exec(flags.find((flag) => flag.includes("=")) ?? "") ??
  [];
const unknown = flags.filter((flag) =>
  !["--changed", "--list", "--check", `--one-of=${oneOf}`].includes(flag)
);
if (unknown.length > 0) {
  console.error(
    `There is no option ${unknown.join(", ")}. There are --changed, --one-of=, --list and --check.`,
  );
  Deno.exit(2);
}
const chosen = chooseMutants(MUTANTS, {
  words: Deno.args.filter((arg) => !arg.startsWith("--")),
  changed: flags.includes("--changed") ? await changedFiles() : undefined,
  oneOf: Number(oneOf ?? 1),
});
if (flags.includes("--list")) {
  for (const { name, file, promise } of chosen) console.log(`${name}  ${file}\n    ${promise}`);
  console.log(`${chosen.length} of ${MUTANTS.length} mutants`);
  Deno.exit(0);
}

await using copy = await copyCheckout();
if (flags.includes("--check")) {
  const wrong = await checkTypes(copy, chosen);
  for (const text of wrong) console.error(text);
  console.log(`${chosen.length} mutants, ${wrong.length} with errors of types`);
  Deno.exitCode = wrong.length === 0 ? 0 : 1;
} else {
  const trials = new MutantTrials(copy);
  const verdicts: Verdict[] = [];
  for (const mutant of chosen) {
    const verdict = await trials.try(mutant);
    verdicts.push(verdict);
    console.log(
      `${verdict.outcome.padEnd(8)}  ${mutant.name}${verdict.by ? `: ${verdict.by}` : ""}`,
    );
  }
  const survivors = verdicts.filter(({ outcome }) => outcome === "survived");
  if (survivors.length > 0) console.log("\nNo test notices that these can break:");
  for (const { mutant: { name, file, promise } } of survivors) {
    console.log(`  ${promise} (${name}, ${file})`);
  }
  const score = scoreOf(verdicts);
  const noticed = verdicts.length - survivors.length;
  console.log(
    `\n${noticed} of ${verdicts.length} mutants noticed: ${score.toFixed(1)} %, bar ${BAR} %`,
  );
  Deno.exitCode = score >= BAR ? 0 : 1;
}
