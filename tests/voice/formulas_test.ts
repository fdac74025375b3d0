import { assertEquals } from "@std/assert";
import { findIn } from "./findings.ts";
import type { Formula, TextKind } from "./formula.ts";
import { FORMULAS } from "./formulas.ts";

const EVERY_KIND: readonly TextKind[] = ["docstring", "tag", "comment", "message", "prose"];

/** Sentences as the project writes them. */
const NATIVE = [
  "Pass a function that returns temporary ones; runlog calls it again when they expire.",
  "AWS receives each point at least once; a local store stores it exactly once.",
  "`logDirectory` uploads a folder as one artifact; globs select the files.",
  "Reads verify length and checksum.",
  "runlog uploads in the background whenever network and credentials allow.",
  "The URL captures the view, so you can share it with anyone who runs the same viewer.",
  "Override it with `--session` or `--region`.",
  "A process that is killed loses nothing that `flush()` confirmed.",
  "`runlog completion bash` prints a shell-completion script.",
  "runlog never prompts for a permission it can do without.",
  "The SDK's fetch handler does not recognize Deno's network errors.",
  "SageMaker does not show a component outside every group.",
  "Damage is reported. Every row stores a 32-bit checksum.",
  "A killed process is detected by its silence.",
  "Sync saves a cursor, one per run and destination, before each request.",
  "Stores from earlier versions are migrated when opened.",
  "Browsers load 40 % less code up front.",
  "what to do with points older than the two weeks AWS accepts",
  "Cannot ask for confirmation without a terminal: pass --yes or --dry-run",
  "Status; undefined if none was recorded.",
  "Deleting a run that does not exist succeeds.",
  "the backlog is full: 1,000,000 points are waiting",
  "Per-minute averages (SageMaker keeps no individual points)",
  "With a region configured, runs go to SageMaker, using the AWS SDK's default credential chain.",
  "runlog never falls back to the local store silently.",
  "The error lists what was not delivered, and why; the status is still written.",
  "The buffer holds a million points; a faster loop should await `run.ready`.",
  "Filtering and sorting run in the service, one request per 100 runs.",
  "An interrupted sync resumes where it stopped.",
  "runlog infers the unit from the magnitude.",
  "Pages load only what they use.",
  "AWS credentials are missing or invalid: check them with `aws sts get-caller-identity`",
  "This link signs in one browser; others need the token.",
  "Atomic: if one is invalid, none is logged.",
  "Authentication required: use the token as access key ID.",
];

for (const formula of FORMULAS) {
  Deno.test(`"${formula.name}" finds its examples, and none of: ${formula.leaves[0]}`, () => {
    for (const text of formula.finds) assertEquals([text, hasFound(formula, text)], [text, true]);
    for (const text of formula.leaves) assertEquals([text, hasFound(formula, text)], [text, false]);
  });
}

Deno.test("no formula finds anything in the project's own wording", () => {
  const texts = NATIVE.flatMap((text) => EVERY_KIND.map((kind) => ({ kind, line: 1, text })));
  assertEquals(findIn("a.md", texts, FORMULAS).map(({ name, words }) => [name, words]), []);
});

Deno.test("every formula finds something, leaves something, and suggests something", () => {
  const isEmpty = ({ finds, leaves, instead }: Formula): boolean =>
    finds.length === 0 || leaves.length === 0 || instead === "";
  assertEquals(FORMULAS.filter(isEmpty), []);
});

function hasFound(formula: Formula, text: string): boolean {
  const kinds = formula.kinds ?? EVERY_KIND;
  return kinds.some((kind) => findIn("a.md", [{ kind, line: 1, text }], [formula]).length > 0);
}
