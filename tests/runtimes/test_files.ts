/** Divides test files into those that may run beside others and those that run alone. */

/** Files that one process runs. */
export interface TestBatch {
  readonly files: readonly string[];
  /** Whether nothing runs beside it. */
  readonly isAlone: boolean;
}

/** Most files in a batch. Larger ones leave a worker idle at the end; smaller ones load modules more often. */
const MOST_FILES = 8;

/** A file that reads how busy the machine is limits times, and runs alone. */
const TIMED = /from "[./]*\/support\/pace\.ts"|from "\.\/pace\.ts"/;

/** Folders whose files take longest, which begin first: a file of theirs is a batch. */
const SLOW = /^tests\/(faults|conformance|docs|model|arguments|sync|viewer|examples)\//;

/** Lists the test files below a folder, sorted. */
export async function testFiles(folder = "tests"): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await testFiles(path));
    else if (/_test\.tsx?$/.test(name)) found.push(path);
  }
  return found.sort();
}

/** Divides files into batches: slow ones first, timed ones alone and last. */
export async function batchesOf(
  files: readonly string[],
  read: (path: string) => Promise<string> = Deno.readTextFile,
): Promise<readonly TestBatch[]> {
  const timed: string[] = [];
  const slow: string[] = [];
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = file.slice(0, file.lastIndexOf("/"));
    if (TIMED.test(await read(file))) timed.push(file);
    else if (SLOW.test(file)) slow.push(file);
    else folders.set(folder, [...folders.get(folder) ?? [], file]);
  }
  const quick = [...folders.values()].flatMap((all) =>
    Array.from(
      { length: Math.ceil(all.length / MOST_FILES) },
      (_, index) => all.slice(index * MOST_FILES, (index + 1) * MOST_FILES),
    )
  );
  return [
    ...slow.map((file) => ({ files: [file], isAlone: false })),
    ...quick.map((files) => ({ files, isAlone: false })),
    ...(timed.length > 0 ? [{ files: timed, isAlone: true }] : []),
  ];
}
