import { type Node, parse, type Program } from "acorn";
import { RunlogError } from "../../src/errors.ts";

/** The file that may ask where it runs. */
const RUNTIME_FILES: ReadonlySet<string> = new Set(["src/process.ts", "src/runtime.ts"]);

/** What may stand at the top of a module without doing anything when it is loaded. */
const DECLARATIONS: ReadonlySet<string> = new Set([
  "ClassDeclaration",
  "ExportAllDeclaration",
  "ExportDefaultDeclaration",
  "ExportNamedDeclaration",
  "FunctionDeclaration",
  "ImportDeclaration",
  "VariableDeclaration",
]);

/** Programs, which are there to act. */
const PROGRAMS: ReadonlySet<string> = new Set(["src/cli/main.ts", "src/viewer/page/main.tsx"]);

const FUNCTIONS = /Function(Declaration|Expression)$/;

const LONGEST_FILE = 250;

/** What is past ES2022, names a runtime, acts when loaded, or imports by a computed name. */
export function checkCode(path: string, javascript: string): readonly string[] {
  let program: Program;
  try {
    program = parse(javascript, { ecmaVersion: 2022, sourceType: "module" });
  } catch (error) {
    return [`${path}: ${error instanceof Error ? error.message : error}`];
  }
  const found = PROGRAMS.has(path) ? [] : actsOf(path, program);
  for (const node of nodesOf(program)) {
    if (!RUNTIME_FILES.has(path) && isRuntimeName(node)) found.push(`${path} names a runtime`);
    if (node.type === "ImportExpression" && !isText(node["source"])) {
      found.push(`${path} imports by a computed name`);
    }
  }
  return found;
}

/** What a module does or awaits when it is loaded. */
function actsOf(path: string, program: Program): string[] {
  const found = program.body
    .filter(({ type }) => !DECLARATIONS.has(type))
    .map(({ type }) => `${path} acts when it is loaded: ${type}`);
  // ES2022 has it, but every importing cell of a notebook would wait.
  for (const { type } of nodesOf(program, ({ type }) => !FUNCTIONS.test(type))) {
    if (type === "AwaitExpression") found.push(`${path} awaits when it is loaded`);
  }
  return found;
}

/** A file that does not begin by saying what its module is. */
export function checkModuleDoc(path: string, source: string): readonly string[] {
  const [, doc = ""] = /^\/\*\*((?:(?!\*\/)[\s\S])*)\*\//.exec(source) ?? [];
  const [prose = "", rest] = doc.split("@module");
  return /\w/.test(prose) && rest !== undefined ? [] : [`${path} has no module doc`];
}

/** A file with more code than one subject has. Comments and blank lines are free. */
export function checkLength(path: string, source: string): readonly string[] {
  const lines = countCodeLines(source);
  return lines > LONGEST_FILE ? [`${path} has ${lines} lines of code`] : [];
}

/** Lines that are neither blank nor comments from their first character on, as `deno fmt` sets them. */
export function countCodeLines(source: string): number {
  let isInComment = false;
  return source.split("\n").map((line) => line.trim()).filter((line) => {
    if (isInComment) {
      isInComment = !line.endsWith("*/");
      return false;
    }
    isInComment = line.startsWith("/*") && !line.endsWith("*/");
    return line !== "" && !line.startsWith("//") && !line.startsWith("/*");
  }).length;
}

/** Error classes whose instances do not carry the name that they are exported by. */
export function checkErrorNames(exported: Readonly<Record<string, unknown>>): readonly string[] {
  return errorClasses(exported)
    .filter(([name, code]) => !code.includes(`name = "${name}";`))
    .map(([name]) => `${name} does not set its name`);
}

/** Error classes that are not of the library's family. */
export function checkErrorFamily(exported: Readonly<Record<string, unknown>>): readonly string[] {
  return errorClasses(exported)
    .filter(([name]) => {
      const kind = exported[name];
      return kind !== RunlogError &&
        !(typeof kind === "function" && kind.prototype instanceof RunlogError);
    })
    .map(([name]) => `${name} is no RunlogError`);
}

/** Texts that name an argument by the parameter that holds it: callers write `{ port }`. */
export function checkArgumentNames(path: string, source: string): readonly string[] {
  const code = source.replace(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  return /["'`]options\./.test(code) ? [`${path} names an argument options.…`] : [];
}

/** Exported classes of errors, with their source. */
export function errorClasses(
  exported: Readonly<Record<string, unknown>>,
): readonly (readonly [name: string, code: string])[] {
  return Object.entries(exported).flatMap(([name, value]) =>
    typeof value === "function" && value.prototype instanceof Error ? [[name, `${value}`]] : []
  );
}

/** A node of any kind: its fields differ. */
type AnyNode = Node & Readonly<Record<string, unknown>>;

function* nodesOf(
  value: unknown,
  isEntered: (node: AnyNode) => boolean = () => true,
): Generator<AnyNode> {
  if (typeof value !== "object" || value === null) return;
  if (isNode(value)) {
    if (!isEntered(value)) return;
    yield value;
  }
  for (const child of Object.values(value)) yield* nodesOf(child, isEntered);
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value &&
    typeof value.type === "string";
}

/** `Deno`, `globalThis.Deno` and `"Deno" in globalThis` alike. */
function isRuntimeName(node: AnyNode): boolean {
  const name = node.type === "Identifier"
    ? node["name"]
    : node.type === "Literal"
    ? node["value"]
    : "";
  return name === "Deno" || name === "Bun";
}

function isText(value: unknown): boolean {
  return isNode(value) && value.type === "Literal" && typeof value["value"] === "string";
}
