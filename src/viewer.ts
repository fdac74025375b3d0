/**
 * A page to look at runs with, and the server that hosts it, over a local store or SageMaker. `runlog ui`
 * starts it.
 *
 * @example
 * ```ts
 * import { localSession } from "@runlog/sagemaker/local";
 * import { serveViewer } from "@runlog/sagemaker/viewer";
 *
 * await using session = await localSession({ path: await Deno.makeTempDir() });
 * await using viewer = await serveViewer({ session });
 * console.log(`Open ${viewer.url}`);
 * ```
 *
 * @module
 */

export { type ServedViewer, serveViewer, type ServeViewerOptions } from "./viewer/serve_viewer.ts";
export type { ServerOptions } from "./server/binding.ts";
