/** The packages that the npm package depends on, in the versions of a lock file of Deno. */
import { cachedFolder, digestOf } from "../support/tool_cache.ts";
import { inFolder } from "../support/temporary_folder.ts";
import { requireTool } from "../support/tools.ts";

/** The parts of a deno.lock that say which packages need which. */
export interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, { readonly dependencies?: readonly string[] }>>;
}

/** A package as a tarball. */
export interface Tarball {
  /** Its package.json. */
  readonly manifest: { readonly name: string; readonly version: string };
  /** Path of the file. */
  readonly path: string;
}

/**
 * Returns the packages that some packages need, themselves included, as `name@version`.
 *
 * @param roots What they are called in deno.json: `npm:name@range`
 */
export function lockedPackages(lock: Lock, roots: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (key: string): void => {
    if (found.has(key)) return;
    found.add(key);
    const entry = lock.npm[key];
    if (entry === undefined) throw new Error(`${key} is not in the lock file`);
    for (const dependency of entry.dependencies ?? []) visit(keyOf(lock, dependency));
  };
  for (const root of roots) {
    const version = lock.specifiers[root];
    if (version === undefined) throw new Error(`${root} is not in the lock file`);
    visit(`${nameOf(root.slice("npm:".length))}@${version}`);
  }
  // After the version are the peers that a package was resolved with.
  return [
    ...new Set(Array.from(found, (key) => {
      const name = nameOf(key);
      return `${name}@${key.slice(name.length + 1).split("_")[0]}`;
    })),
  ].sort();
}

/** A dependency has its version only if the lock file has several. */
function keyOf({ npm }: Lock, dependency: string): string {
  if (npm[dependency]) return dependency;
  const key = Object.keys(npm).find((key) => key.startsWith(`${dependency}@`));
  if (key === undefined) throw new Error(`${dependency} is not in the lock file`);
  return key;
}

function nameOf(specifier: string): string {
  return specifier.slice(0, specifier.indexOf("@", 1));
}

/** Downloads packages into the cache, once. */
export async function tarballsOf(packages: readonly string[]): Promise<readonly Tarball[]> {
  const name = `npm-tarballs-${await digestOf(packages.join())}`;
  const folder = await cachedFolder(name, async (folder) => {
    const args = ["pack", "--json", "--pack-destination", folder, ...packages];
    await inFolder(async (empty) => {
      await requireTool("npm", [...args, "--loglevel=error"], { cwd: empty });
    });
    for await (const { name } of Deno.readDir(folder)) {
      await inFolder(async (unpacked) => {
        const into = ["-C", unpacked, "--strip-components=1"];
        await requireTool("tar", ["-xzf", `${folder}/${name}`, ...into]);
        await Deno.copyFile(`${unpacked}/package.json`, `${folder}/${name}.json`);
      });
    }
  });
  const tarballs: Tarball[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".tgz")) continue;
    const manifest = JSON.parse(await Deno.readTextFile(`${folder}/${name}.json`));
    tarballs.push({ manifest, path: `${folder}/${name}` });
  }
  return tarballs;
}
