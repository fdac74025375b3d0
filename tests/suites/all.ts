import { artifactsSuite } from "./artifacts.ts";
import { curvesSuite } from "./curves.ts";
import { diskFilesSuite } from "./disk_files.ts";
import { experimentsSuite } from "./experiments.ts";
import { graphsSuite } from "./graphs.ts";
import { importSuite } from "./import.ts";
import { loadingSuite } from "./loading.ts";
import { metricsSuite } from "./metrics.ts";
import { recordingSuite } from "./recording.ts";
import { smallFilesSuite } from "./small_files.ts";
import type { SuiteContext } from "./suite.ts";
import { syncSuite } from "./sync.ts";
import { vanishingSuite } from "./vanishing.ts";

/** Every suite that runs in every runtime. */
export function allSuites(context: SuiteContext): void {
  suitesOfRequests(context);
  metricsSuite(context);
  suitesOfFiles(context);
  syncSuite(context);
  importSuite(context);
  vanishingSuite(context);
  curvesSuite(context.test);
}

/** The suites of what is sent to SageMaker, which depends on the way to a service: little else does. */
export function suitesOfRequests(context: SuiteContext): void {
  recordingSuite(context);
  loadingSuite(context);
  experimentsSuite(context);
}

/** The suites of files, which a service in the process gets by its port or by S3's requests. */
export function suitesOfFiles(context: SuiteContext): void {
  graphsSuite(context);
  artifactsSuite(context);
  diskFilesSuite(context);
  smallFilesSuite(context);
}
