/** The commands of a page's shell blocks. */

/** One command of a shell block. */
export type PageCommand =
  /** The `runlog` program, installed or from the registry. */
  | { readonly kind: "runlog"; readonly line: number; readonly args: readonly string[] }
  /** A script that the page shows. */
  | {
    readonly kind: "script";
    readonly line: number;
    readonly runtime: string;
    readonly flags: readonly string[];
    readonly file: string;
  }
  /** A command that installs something, or needs an account: not run here. */
  | { readonly kind: "elsewhere"; readonly line: number; readonly text: string };

/** Programs whose commands change the machine or need another one. */
const ELSEWHERE =
  /^(?:npm|npx jsr add|bunx jsr add|bun add|deno (?:install|add)|source|aws|export|cd|git) ?/;

/** An environment that sends runs to an AWS account. */
const NEEDS_ACCOUNT = /^(?:AWS_\w+=\S+ |RUNLOG_SESSION=aws )|(?:--session|--to)[ =]aws\b/;

const PROGRAM =
  /^(?:runlog|(?:npx -y )?deno run -A jsr:@runlog\/sagemaker\/cli|(?:npx|bunx) -p @runlog\/sagemaker runlog)(?: |$)/;
const SCRIPT = /^(deno run|bun(?: run)?|node) ((?:--?[\w=./,-]+ )*)([\w.-]+\.\w+)$/;

/**
 * Reads a shell block: a command per line, `\` continues one, `#` starts a comment.
 *
 * @param text The block's content
 * @param firstLine Line of its first command in the page
 * @throws {SyntaxError} If a command is of no kind that the tests of pages support
 */
export function parseCommands(text: string, firstLine: number): readonly PageCommand[] {
  const commands: PageCommand[] = [];
  let [pending, start] = ["", firstLine];
  for (const [index, one] of text.split("\n").entries()) {
    if (pending === "") start = firstLine + index;
    const line = pending + one.replace(/(?:^|\s)#.*$/, "").trim();
    pending = line.endsWith("\\") ? `${line.slice(0, -1).trim()} ` : "";
    if (pending === "" && line !== "") commands.push(parseCommand(line, start));
  }
  return commands;
}

function parseCommand(text: string, line: number): PageCommand {
  if (NEEDS_ACCOUNT.test(text) || ELSEWHERE.test(text)) return { kind: "elsewhere", line, text };
  const [program] = PROGRAM.exec(text) ?? [];
  if (program !== undefined) {
    return { kind: "runlog", line, args: wordsOf(text.slice(program.length)) };
  }
  const [, start, flags = "", file] = SCRIPT.exec(text) ?? [];
  if (start === undefined || file === undefined) {
    throw new SyntaxError(`Cannot test line ${line}: "${text}" is of no known kind`);
  }
  const [runtime = ""] = start.split(" ");
  return { kind: "script", line, runtime, flags: wordsOf(flags), file };
}

/** Words of a command, quotes removed. */
function wordsOf(text: string): readonly string[] {
  const words = text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g);
  return Array.from(words, ([, double, single, bare]) => double ?? single ?? bare ?? "");
}
