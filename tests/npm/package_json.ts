/** The package.json of the npm package, from deno.json. */

/** What the package takes from deno.json. */
export interface DenoConfig {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** The oldest Node and Bun that the package works in. */
export interface Engines {
  readonly node: string;
  readonly bun: string;
}

/** What is not in deno.json. */
export interface PackageFacts {
  readonly engines: Engines;
  /** Names of the packages that the code imports. */
  readonly dependencies: readonly string[];
  /** Version of Node's types, which those of the package mention. */
  readonly nodeTypes: string;
  /** The Git repository, without which npm signs no provenance. */
  readonly repository?: string | undefined;
}

/** The program's file, from the root of the package. */
export const PROGRAM = "src/cli/main.js";

/** Returns the package.json. */
export function packageJson(config: DenoConfig, facts: PackageFacts): Record<string, unknown> {
  const { engines, dependencies, nodeTypes, repository } = facts;
  const ranges = dependencies.map((name) => [name, rangeOf(config, name)] as const);
  return {
    name: config.name,
    version: config.version,
    description:
      "Tracks machine-learning runs, on Amazon SageMaker Experiments or in a local store",
    keywords: ["sagemaker", "experiments", "machine-learning", "tracking", "mlops"],
    license: config.license,
    ...repository === undefined ? {} : { repository: { type: "git", url: repository } },
    type: "module",
    sideEffects: [PROGRAM],
    exports: {
      ...Object.fromEntries(
        Object.entries(config.exports).map(([name, path]) => [name, {
          types: path.replace(/\.ts$/, ".d.ts"),
          default: path.replace(/\.ts$/, ".js"),
        }]),
      ),
      "./package.json": "./package.json",
    },
    types: "./mod.d.ts",
    bin: { runlog: PROGRAM },
    engines: { node: `>=${engines.node}`, bun: `>=${engines.bun}` },
    dependencies: Object.fromEntries([...ranges, ["@types/node", `>=${nodeTypes}`]].sort()),
    publishConfig: { access: "public", provenance: true },
  };
}

function rangeOf({ imports }: DenoConfig, name: string): string {
  const [, range] = /^npm:@?[^@]+@(.+)$/.exec(imports[name] ?? "") ?? [];
  if (range === undefined) throw new Error(`${name} is not an npm package of deno.json`);
  return range;
}

/** Returns the name of the package that a specifier names; undefined for a file or a built-in. */
export function packageOf(specifier: string): string | undefined {
  if (/^[./]|^node:/.test(specifier)) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}
