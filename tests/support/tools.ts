/**
 * The programs that tests need beside Deno. Their versions stand here; those of Python's packages in
 * the requirements.txt beside the tests that use them, and those of bundled packages in deno.lock.
 */
import { cachedFolder, digestOf, exclusively, exists } from "./tool_cache.ts";

const VERSIONS = {
  bun: "1.4.5",
  node: "24.21.0",
  esbuild: "0.28.2",
  typescript: "7.0.2",
  "@types/node": "24.10.1",
  "deno-std": "1.4.0",
  "@observablehq/framework": "1.13.4",
} as const;

/** The oldest versions that README says it works in. */
export { OLDEST_RUNTIMES as OLDEST } from "../../src/oldest_runtimes.ts";

const ROOT = `${import.meta.dirname}/../..`;

/** A program cannot be had here: what to do about it. */
export class ToolMissingError extends Error {
  override name = "ToolMissingError";
}

/** How a program is run. */
export interface ToolOptions {
  /** Working folder. */
  readonly cwd?: string;
  /** Variables of its environment. */
  readonly env?: Record<string, string>;
  /** Whether those are all it gets. */
  readonly clearEnv?: boolean;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** Runs a program to its end. */
export async function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<{ readonly code: number; readonly output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    ...options,
  }).output();
  const decoder = new TextDecoder();
  return { code, output: decoder.decode(stdout) + decoder.decode(stderr) };
}

/** Runs a program that has to succeed. */
export async function requireTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const { code, output } = await runTool(command, args, options);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} exited ${code}:\n${output}`);
  return output;
}

/** Bun, from npm. */
export function bunPath(version: string = VERSIONS.bun): Promise<string> {
  return npmTool("bun", version, "bin/bun.exe");
}

/** Node with SQLite, from npm: the machine's own may be older. */
export function nodePath(version: string = VERSIONS.node): Promise<string> {
  const { os, arch } = Deno.build;
  const system = os === "windows" ? "win" : os;
  const packageName = `node-${system}-${arch === "aarch64" ? "arm64" : "x64"}`;
  return npmTool(packageName, version, `bin/node${os === "windows" ? ".exe" : ""}`);
}

/** Another Deno than the one that runs the tests, from npm. */
export function denoPath(version: string): Promise<string> {
  const { os, arch } = Deno.build;
  const system = { windows: "win32", darwin: "darwin" }[os as string] ?? "linux";
  const libc = system === "linux" ? "-glibc" : "";
  const packageName = `@deno/${system}-${arch === "aarch64" ? "arm64" : "x64"}${libc}`;
  return npmTool(packageName, version, `deno${os === "windows" ? ".exe" : ""}`);
}

/** Chromium: CHROMIUM_PATH, the system's, or Debian's package where this process may install it. */
export async function chromiumPath(): Promise<string> {
  const own = Deno.env.get("CHROMIUM_PATH");
  if (own) return own;
  const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  for (const place of places) if (await exists(place)) return place;
  await installDebianPackages("chromium");
  return "/usr/bin/chromium";
}

/** Installs packages of Debian's, as root. */
export async function installDebianPackages(...packages: readonly string[]): Promise<void> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0 || !await exists("/usr/bin/apt-get")) {
    throw new ToolMissingError(
      `install ${packages.join(" and ")} first: only root on Debian can do it from here`,
    );
  }
  await exclusively("apt", async () => {
    console.error(`Installing ${packages.join(", ")}`);
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await requireTool("apt-get", ["update", "-q"], { env });
    await requireTool("apt-get", ["install", "-q", "-y", ...packages], { env });
  });
}

/** Runs esbuild over the packages of deno.json, in deno.lock's versions and as node_modules. */
export async function runEsbuild(args: readonly string[]): Promise<void> {
  const folder = await packagesFolder();
  await requireTool(Deno.execPath(), [
    "run",
    "--quiet",
    "--allow-all",
    `--config=${folder}/deno.json`,
    `npm:esbuild@${VERSIONS.esbuild}`,
    "--log-level=warning",
    ...args,
  ], { env: { NODE_PATH: `${folder}/node_modules` } });
}

/** Builds the site in a folder with Observable Framework, which looks npm's versions up. */
export async function buildWithFramework(folder: string): Promise<void> {
  const specifier = `@observablehq/framework@${VERSIONS["@observablehq/framework"]}`;
  const installed = await cachedFolder(
    specifier.replaceAll(/[@/]+/g, "-").slice(1),
    async (folder) => {
      const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"];
      await requireTool("npm", [...args, specifier]);
    },
  );
  const program = `${installed}/node_modules/@observablehq/framework/dist/bin/observable.js`;
  const env = { OBSERVABLE_TELEMETRY_DISABLE: "true" };
  await requireTool(await nodePath(), [program, "build"], { cwd: folder, env });
}

/**
 * Returns a folder whose node_modules has the packages of deno.json in deno.lock's versions, and those
 * that build this package: esbuild and TypeScript.
 */
export async function packagesFolder(): Promise<string> {
  const lock = await Deno.readTextFile(`${ROOT}/deno.lock`);
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`)) as {
    readonly imports: Readonly<Record<string, string>>;
  };
  const packages = {
    ...Object.fromEntries(Object.entries(imports).filter(([, from]) => from.startsWith("npm:"))),
    esbuild: `npm:esbuild@${VERSIONS.esbuild}`,
    typescript: `npm:typescript@${VERSIONS.typescript}`,
    "@types/node": `npm:@types/node@${VERSIONS["@types/node"]}`,
    "deno-std": `npm:deno-std@${VERSIONS["deno-std"]}`,
  };
  const config = JSON.stringify({ nodeModulesDir: "auto", imports: packages });
  return await cachedFolder(`packages-${await digestOf(config + lock)}`, async (folder) => {
    await Deno.writeTextFile(`${folder}/deno.json`, config);
    await Deno.writeTextFile(`${folder}/deno.lock`, lock);
    await requireTool(Deno.execPath(), ["install"], { cwd: folder });
  });
}

/** The programs that use the npm package as its users' do. */
const CONSUMERS = {
  jest: "30.5.2",
  typescript: "5.9.3",
  vite: "8.4.0",
  vitest: "5.1.2",
  webpack: "5.113.0",
  "webpack-cli": "7.3.1",
} as const;

/** Returns a node_modules with the programs that use the npm package, from npm. */
export async function consumerTools(): Promise<string> {
  const specifiers = Object.entries(CONSUMERS).map(([name, version]) => `${name}@${version}`);
  const name = `npm-consumers-${await digestOf(specifiers.join())}`;
  const folder = await cachedFolder(name, async (folder) => {
    const args = ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"];
    await requireTool("npm", [...args, ...specifiers]);
  });
  return `${folder}/node_modules`;
}

async function npmTool(packageName: string, version: string, path: string): Promise<string> {
  const name = `${packageName.replaceAll(/[@/]+/g, "-")}-${version}`;
  const folder = await cachedFolder(name, async (folder) => {
    const specifier = `${packageName}@${version}`;
    await requireTool("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", specifier]);
    await requireTool(`${folder}/node_modules/${packageName}/${path}`, ["--version"]);
  });
  return `${folder}/node_modules/${packageName}/${path}`;
}
