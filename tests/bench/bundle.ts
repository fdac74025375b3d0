/**
 * What a page loads: this library beside both AWS clients and the commands it sends, and `./curves`
 * alone, in bytes after Brotli. What is loaded on first use only, such as the local store, is left out.
 *
 *     deno task bundle
 *
 * @module
 */
import { measureInBrowser, type PageLoad } from "../support/bundle.ts";

const ROOT = `${import.meta.dirname}/../..`;
// The commands come on first use here as well; what they share with the clients comes at once.
const CLIENTS = `export { SageMakerClient } from "@aws-sdk/client-sagemaker";
export { S3Client } from "@aws-sdk/client-s3";
export const commands = () => Promise.all([
  import("${ROOT}/src/session/operations/sagemaker.ts"),
  import("${ROOT}/src/session/operations/s3.ts"),
  import("${ROOT}/src/metrics/commands.ts"),
  import("@aws-sdk/lib-storage"),
]);
`;

/** Sizes of what a page loads, in bytes after Brotli. */
export interface PageSizes {
  /** Both AWS clients, and what the commands share with them. */
  readonly clients: number;
  /** What mod.ts adds to them. */
  readonly library: number;
  /** `./curves` alone. */
  readonly curves: number;
}

/** What a page loads, in all and by folder. */
export interface PageReport {
  /** What it loads in all. */
  readonly sizes: PageSizes;
  /** Bytes of each folder of `src` in what mod.ts adds, minified and not compressed; largest first. */
  readonly folders: readonly (readonly [folder: string, bytes: number])[];
}

/** Measures what a page loads. */
export async function measurePage(): Promise<PageReport> {
  const [clients, both, curves] = await Promise.all([
    measureInBrowser(CLIENTS),
    measureInBrowser(`${CLIENTS}export * from "${ROOT}/mod.ts";`),
    measureInBrowser(`export * from "${ROOT}/src/curves.ts";`),
  ]);
  const sizes = {
    clients: clients.bytes,
    library: both.bytes - clients.bytes,
    curves: curves.bytes,
  };
  return { sizes, folders: foldersOf(both) };
}

/** Sums the bytes of the files in each folder of `src`; a file right in `src` stands for itself. */
function foldersOf({ files }: PageLoad): PageReport["folders"] {
  const folders = new Map<string, number>();
  for (const [path, bytes] of files) {
    const folder = /(?:^|\/)(src\/(?:.+(?=\/)|[^/]+))(?:\/[^/]+)?$/.exec(path)?.[1];
    if (path.includes("node_modules") || folder === undefined) continue;
    folders.set(folder, (folders.get(folder) ?? 0) + bytes);
  }
  return [...folders].toSorted(([, one], [, other]) => other - one);
}

/** The report as text, a line for each size and each folder. */
export function describePage({ sizes, folders }: PageReport): string {
  const total = folders.reduce((sum, [, bytes]) => sum + bytes, 0);
  return [
    ...Object.entries(sizes).map(([name, bytes]) => line(name, bytes)),
    line(`minified, of which`, total),
    ...folders.map(([folder, bytes]) => line(`  ${folder}`, bytes)),
  ].join("\n");
}

function line(name: string, bytes: number): string {
  return `${name.padEnd(26)} ${(bytes / 1000).toFixed(1).padStart(6)} kB`;
}

/** What mod.ts may add to both clients, in bytes, without the hashes in the names of its files. */
export const LIBRARY_BUDGET = 23_400;

if (import.meta.main) {
  const report = await measurePage();
  console.log(describePage(report));
  if (report.sizes.library > LIBRARY_BUDGET) {
    console.error(`mod.ts adds more than its budget of ${LIBRARY_BUDGET / 1000} kB`);
    Deno.exit(1);
  }
}
