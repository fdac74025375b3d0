/**
 * Serves the viewer, a web page that shows the runs of a local store or of SageMaker. `runlog ui`
 * starts it from the command line.
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
