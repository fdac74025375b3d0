/** Folders that use the npm package, as its users' do. */
import { plainEnvironment } from "../support/environment.ts";
import { bunPath, nodePath, OLDEST, packagesFolder, requireTool } from "../support/tools.ts";
import { buildPackage } from "./build_package.ts";
import { type Lock, lockedPackages, type Tarball, tarballsOf } from "./locked_packages.ts";
import { serveRegistry } from "./registry.ts";

/** Runs a program in a folder, where npm and Bun find the registry. Returns what it printed. */
export type RunProgram = (command: string, args: readonly string[], cwd: string) => Promise<string>;

/** What consumers use. */
export interface Workshop extends AsyncDisposable {
  /** A folder for consumers. */
  readonly folder: string;
  /** Environment in which npm, npx and bunx find the registry and nothing else. */
  readonly env: Record<string, string>;
  readonly run: RunProgram;
  readonly node: string;
  readonly oldestNode: string;
  readonly bun: string;
  /** Names that the registry was asked for and does not have. */
  readonly missing: readonly string[];
}

/** Builds and packs the package, and serves it with its dependencies in deno.lock's versions. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-npm-" });
  try {
    const own = await packPackage(folder);
    const registry = await serveRegistry([...await dependenciesOf(own), own]);
    const [node, oldestNode, bun] = [
      await nodePath(),
      await nodePath(OLDEST.node),
      await bunPath(),
    ];
    const env = {
      ...plainEnvironment(),
      HOME: `${folder}/home`,
      PATH: `${parentOf(node)}:${folder}/bin:${Deno.env.get("PATH")}`,
      npm_config_registry: registry.url,
      npm_config_cache: `${folder}/npm-cache`,
      npm_config_update_notifier: "false",
      BUN_INSTALL_CACHE_DIR: `${folder}/bun-cache`,
      NO_COLOR: "1",
    };
    await Deno.mkdir(env.HOME);
    // Bun looks at the name that it is called by.
    await Deno.mkdir(`${folder}/bin`);
    for (const name of ["bun", "bunx"]) await Deno.symlink(bun, `${folder}/bin/${name}`);
    return {
      folder,
      env,
      run: (command, args, cwd) => requireTool(command, args, { cwd, env, clearEnv: true }),
      node,
      oldestNode,
      bun,
      missing: registry.missing,
      async [Symbol.asyncDispose]() {
        await registry[Symbol.asyncDispose]();
        await Deno.remove(folder, { recursive: true });
      },
    };
  } catch (error) {
    await Deno.remove(folder, { recursive: true });
    throw error;
  }
}

/** Writes a folder's files. Returns its path. */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, string | object>>,
): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await Deno.writeTextFile(`${folder}/${name}`, text);
  }
  return folder;
}

async function packPackage(folder: string): Promise<Tarball> {
  await buildPackage(`${folder}/package`);
  const args = ["pack", "--silent", "--pack-destination", folder];
  const printed = await requireTool("npm", args, { cwd: `${folder}/package` });
  const manifest = JSON.parse(await Deno.readTextFile(`${folder}/package/package.json`));
  return { manifest, path: `${folder}/${printed.trim()}` };
}

async function dependenciesOf({ manifest }: Tarball): Promise<readonly Tarball[]> {
  const folder = await packagesFolder();
  const lock: Lock = JSON.parse(await Deno.readTextFile(`${folder}/deno.lock`));
  const { imports }: { readonly imports: Readonly<Record<string, string>> } = JSON.parse(
    await Deno.readTextFile(`${folder}/deno.json`),
  );
  // The package's own manifest names them.
  const { dependencies } = manifest as Tarball["manifest"] & {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const roots = Object.keys(dependencies).map((name) => imports[name] ?? "");
  return await tarballsOf(lockedPackages(lock, roots));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
