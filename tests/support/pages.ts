/** The Markdown pages that the project is explained in. */

const ROOT = new URL("../../", import.meta.url);

const PAGES = [
  "ARCHITECTURE.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "README.md",
  "SECURITY.md",
  "tests/README.md",
];

/** The paths of the pages, from the root of the checkout. */
export async function pageFiles(): Promise<readonly string[]> {
  return [...PAGES, ...await docPages()];
}

/** The pages in `docs`, subfolders included. */
export async function docPages(folder = "docs"): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}/${name}`;
    if (isDirectory) paths.push(...await docPages(path));
    else if (name.endsWith(".md")) paths.push(path);
  }
  return paths.sort();
}
