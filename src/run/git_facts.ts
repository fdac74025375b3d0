/**
 * What Git knows of the working directory: read from its files, which takes a millisecond; Git itself
 * is asked for what they do not tell, and is not waited for long. Browser-safe.
 *
 * @module
 */
import { loadTextFile, readEnvironment, runProgram } from "../runtime.ts";

/** What Git knows. */
export interface GitFacts {
  /** The commit that is checked out. */
  readonly commit?: string | undefined;
  /** The address of the repository it came from, secrets included. */
  readonly remote?: string | undefined;
  /** Whether files differ from the commit; undefined when Git did not say so in time. */
  readonly isDirty?: boolean | undefined;
}

/** How long a first run waits for Git, in milliseconds: a disk of the network may not answer. */
const LIMIT_MS = 200;

/** Printed by a status of nothing, which would be no output at all. */
const BRANCH = ["status", "--porcelain", "--branch", "--untracked-files=no"] as const;

/** The facts of a directory, those that are known in time. */
export async function gitFacts(directory: string | undefined): Promise<GitFacts> {
  const deadline = performance.now() + LIMIT_MS;
  const git = (args: readonly string[]): Promise<string | undefined> =>
    runProgram("git", args, Math.max(0, deadline - performance.now()));
  const [files, status] = await Promise.all([
    inTime(readFiles(directory?.replaceAll("\\", "/")), {}),
    git(BRANCH),
  ]);
  // Files tell most repositories; Git knows the rest, such as tables of references.
  const [commit, remote] = status === undefined ? [files.commit, files.remote] : await Promise.all([
    files.commit ?? git(["rev-parse", "HEAD"]),
    files.remote ?? git(["config", "--get", "remote.origin.url"]),
  ]);
  const isDirty = commit === undefined || status === undefined
    ? undefined
    : status.trim().split("\n").some((line) => !line.startsWith("## "));
  return { commit, remote, isDirty };
}

async function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), LIMIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function readFiles(directory: string | undefined): Promise<GitFacts> {
  const folders = directory === undefined ? undefined : await findFolders(directory);
  if (!folders) return {};
  const [commit, config] = await Promise.all([
    readCommit(folders),
    loadTextFile(`${folders.common}/config`),
  ]);
  return { commit, remote: originOf(config ?? "") };
}

/** Where a repository keeps what belongs to this working tree, and what belongs to all of them. */
interface Folders {
  readonly own: string;
  readonly common: string;
}

async function findFolders(directory: string): Promise<Folders | undefined> {
  const told = readEnvironment("GIT_DIR");
  if (told !== undefined) return await withCommon(resolveIn(directory, told));
  for (let folder = directory;; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    const path = `${folder}/.git`;
    if (await loadTextFile(`${path}/HEAD`) !== undefined) return await withCommon(path);
    // A worktree or a submodule has a file there, which says where.
    const [, target] = /^gitdir: (.+)/.exec(await loadTextFile(path) ?? "") ?? [];
    if (target !== undefined) return await withCommon(resolveIn(folder, target.trim()));
    if (!folder.includes("/")) return undefined;
  }
}

async function withCommon(own: string): Promise<Folders> {
  const common = (await loadTextFile(`${own}/commondir`))?.trim();
  return { own, common: common === undefined ? own : resolveIn(own, common) };
}

async function readCommit({ own, common }: Folders): Promise<string | undefined> {
  const head = (await loadTextFile(`${own}/HEAD`))?.trim() ?? "";
  const [, reference] = /^ref: (.+)$/.exec(head) ?? [];
  if (reference === undefined) return hashOf(head);
  const loose = await loadTextFile(`${own}/${reference}`) ??
    await loadTextFile(`${common}/${reference}`);
  if (loose !== undefined) return hashOf(loose.trim());
  const packed = await loadTextFile(`${common}/packed-refs`) ?? "";
  const line = packed.split("\n").find((line) => line.endsWith(` ${reference}`));
  return line === undefined ? undefined : hashOf(line.slice(0, line.indexOf(" ")));
}

function hashOf(text: string): string | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

/** The address of the remote "origin". Quoted and continued values are left to Git. */
function originOf(config: string): string | undefined {
  const [, section = ""] = /^\[remote "origin"\]\s*$([^[]*)/m.exec(config) ?? [];
  const [, url] = /^\s*url\s*=\s*([^\s"#;\\]+)\s*$/m.exec(section) ?? [];
  return url;
}

function resolveIn(folder: string, path: string): string {
  return /^(?:\/|[A-Za-z]:)/.test(path) ? path : `${folder}/${path}`;
}
