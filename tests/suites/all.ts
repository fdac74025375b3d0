import { artifactsSuite } from "./artifacts.ts";
import { curvesSuite } from "./curves.ts";
import { diskFilesSuite } from "./disk_files.ts";
import { experimentsSuite } from "./experiments.ts";
import { graphsSuite } from "./graphs.ts";
import { loadingSuite } from "./loading.ts";
import { metricsSuite } from "./metrics.ts";
import { recordingSuite } from "./recording.ts";
import type { SuiteContext } from "./suite.ts";
import { syncSuite } from "./sync.ts";
import { vanishingSuite } from "./vanishing.ts";

/** Every suite that runs in every runtime. */
export function allSuites(context: SuiteContext): void {
  recordingSuite(context);
  loadingSuite(context);
  metricsSuite(context);
  experimentsSuite(context);
  graphsSuite(context);
  artifactsSuite(context);
  diskFilesSuite(context);
  syncSuite(context);
  vanishingSuite(context);
  curvesSuite(context.test);
}
