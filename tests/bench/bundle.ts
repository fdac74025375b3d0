/**
 * What a page loads: this library beside both AWS clients and the commands it sends, and `./curves`
 * alone, in bytes after Brotli. What is loaded on first use only, such as the local store, is left out.
 *
 *     deno task bundle
 *
 * @module
 */
import { sizeInBrowser } from "../support/bundle.ts";

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

/** Sizes of what a page loads, in bytes. */
export interface PageSizes {
  /** Both AWS clients, and what the commands share with them. */
  readonly clients: number;
  /** What mod.ts adds to them. */
  readonly library: number;
  /** `./curves` alone. */
  readonly curves: number;
}

/** Measures what a page loads. */
export async function measurePage(): Promise<PageSizes> {
  const [clients, both, curves] = await Promise.all([
    sizeInBrowser(CLIENTS),
    sizeInBrowser(`${CLIENTS}export * from "${ROOT}/mod.ts";`),
    sizeInBrowser(`export * from "${ROOT}/src/curves.ts";`),
  ]);
  return { clients, library: both - clients, curves };
}

/** What mod.ts may add to both clients, in bytes. */
export const LIBRARY_BUDGET = 25_000;

if (import.meta.main) {
  const sizes = await measurePage();
  for (const [name, bytes] of Object.entries(sizes)) {
    console.log(`${name.padEnd(8)} ${(bytes / 1000).toFixed(1).padStart(6)} kB`);
  }
  if (sizes.library > LIBRARY_BUDGET) {
    console.error(`mod.ts adds more than its budget of ${LIBRARY_BUDGET / 1000} kB`);
    Deno.exit(1);
  }
}
