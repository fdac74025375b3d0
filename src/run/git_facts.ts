/**
 * Reads the Git facts of the working directory. Most are in Git's files, which take a millisecond
 * to read. The `git` program supplies the others, with a short time limit.
 *
 * @module
 */
import { loadTextFile, readEnvironment, runProgram } from "../runtime.ts";

/** Facts about a Git working tree. */
export interface GitFacts {
  /** Hash of the checked-out commit. */
  readonly commit?: string | undefined;
  /** URL of the remote repository, including any secrets in it. */
  readonly remote?: string | undefined;
  /** Whether files differ from the commit; undefined if Git did not respond in time. */
  readonly isDirty?: boolean | undefined;
}

/** Time limit of a first run for Git, in milliseconds: a network disk may not respond. */
const LIMIT_MS = 200;
/** Steps in which the time limit of files passes. */
const STEPS = 20;

/**
 * Arguments with the branch, because the output of a clean status would otherwise be empty. Without
 * locks, because a Git that is killed at the time limit would leave its lock in the repository.
 */
const BRANCH = [
  "--no-optional-locks",
  "status",
  "--porcelain",
  "--branch",
  "--untracked-files=no",
] as const;

/** Returns the facts of a directory that are available within the time limit. */
export async function gitFacts(directory: string | undefined): Promise<GitFacts> {
  const deadline = performance.now() + LIMIT_MS;
  const git = (args: readonly string[]): Promise<string | undefined> =>
    runProgram("git", args, Math.max(0, deadline - performance.now()));
  const [files, status] = await Promise.all([
    inTime(readFiles(directory?.replaceAll("\\", "/")), {}),
    git(BRANCH),
  ]);
  // The files suffice for most repositories; Git handles the rest, such as reftables.
  const [commit, remote] = status === undefined ? [files.commit, files.remote] : await Promise.all([
    files.commit ?? git(["rev-parse", "HEAD"]),
    files.remote ?? git(["config", "--get", "remote.origin.url"]),
  ]);
  const isDirty = commit === undefined || status === undefined
    ? undefined
    : status.trim().split("\n").some((line) => !line.startsWith("## "));
  return { commit, remote, isDirty };
}

/**
 * Returns what the work returns, or something else after the time limit. The limit passes in short
 * steps: a process that gets no processor time meanwhile has all of them but one before it.
 */
async function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((resolve) => {
    const step = (left: number): void => {
      if (left === 0) resolve(otherwise);
      else timer = setTimeout(step, LIMIT_MS / STEPS, left - 1);
    };
    step(STEPS);
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

/** Folders of a repository: one of this working tree, one shared by all working trees. */
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
    // A worktree or a submodule has a file there, which contains the folder's path.
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

/** Returns the URL of the remote "origin". Quoted and continued values are left to Git. */
function originOf(config: string): string | undefined {
  const [, section = ""] = /^\[remote "origin"\]\s*$([^[]*)/m.exec(config) ?? [];
  const [, url] = /^\s*url\s*=\s*([^\s"#;\\]+)\s*$/m.exec(section) ?? [];
  return url;
}

function resolveIn(folder: string, path: string): string {
  return /^(?:\/|[A-Za-z]:)/.test(path) ? path : `${folder}/${path}`;
}
