/**
 * Finds wordings that the project does not use, in what people read: docstrings, comments and messages
 * of the source, and the pages. Prints where each is and what to write instead, and a count by folder.
 *
 *     deno task voice [--count] [paths...]
 *
 * @module
 */
import { applyAllowed, parseAllowed } from "./allowed.ts";
import { countByFolder, findIn, type Finding } from "./findings.ts";
import { FORMULAS } from "./formulas.ts";
import { textsOfPage, textsOfSource } from "./texts.ts";
import { shippedFiles } from "../support/module_graph.ts";
import { pageFiles } from "../support/pages.ts";

const ROOT = new URL("../../", import.meta.url);
const ALLOWED = "tests/voice/allowed.txt";

/** Source whose texts have an issue of their own. */
const LEFT_OUT = /^src\/viewer\/(?:page\/|built_page\.ts$)/;

/** What a check found. */
export interface Report {
  readonly findings: readonly Finding[];
  /** What is wrong with the list of allowed wordings. */
  readonly problems: readonly string[];
}

/** Checks some files and folders, or everything. */
export async function checkVoice(wanted: readonly string[] = []): Promise<Report> {
  const isMeant = (path: string): boolean =>
    wanted.length === 0 ||
    wanted.some((one) => path === one || path.startsWith(`${one.replace(/\/$/, "")}/`));
  const paths = [...await shippedFiles(), ...await pageFiles()]
    .filter((path) => isMeant(path) && !LEFT_OUT.test(path));
  const found = await Promise.all(paths.map(async (path) => {
    const content = await Deno.readTextFile(new URL(path, ROOT));
    const texts = path.endsWith(".md") ? textsOfPage(content) : textsOfSource(content);
    return findIn(path, texts, FORMULAS);
  }));
  const { allowances, problems } = parseAllowed(await Deno.readTextFile(new URL(ALLOWED, ROOT)));
  const { findings, unused } = applyAllowed(found.flat(), allowances);
  return {
    findings,
    problems: [
      ...problems.map((problem) => `${ALLOWED}: ${problem}`),
      ...unused.filter(({ path }) => isMeant(path))
        .map(({ line, path, text }) => `${ALLOWED}:${line}: ${path} has no finding in "${text}"`),
    ],
  };
}

if (import.meta.main) {
  const wanted = Deno.args.filter((arg) => arg !== "--count");
  const { findings, problems } = await checkVoice(wanted);
  if (!Deno.args.includes("--count")) {
    for (const { path, line, name, words, instead } of findings) {
      console.log(`${path}:${line}: [${name}] "${words}" -> ${instead}`);
    }
    if (findings.length > 0) console.log();
  }
  for (const [folder, count] of countByFolder(findings)) {
    console.log(`${String(count).padStart(5)}  ${folder}`);
  }
  for (const problem of problems) console.error(problem);
  console.log(`${findings.length} findings, ${problems.length} problems in the allowed list`);
  if (findings.length + problems.length > 0) Deno.exit(1);
}
