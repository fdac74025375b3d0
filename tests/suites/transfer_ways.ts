import { requestContext } from "../support/request_session.ts";
import { artifactsSuite } from "./artifacts.ts";
import { graphsSuite } from "./graphs.ts";
import type { SuiteContext } from "./suite.ts";
import { transfersSuite } from "./transfers.ts";

/**
 * Files by both ways to a store of this process: by its port, which is how its sessions store them,
 * and by the requests with which they go to AWS.
 */
export function transferSuites(context: SuiteContext): void {
  transfersSuite(context);
  const requests = requestContext(context);
  // A page takes minutes for the largest by requests: it computes their MD5 in JavaScript.
  if (context.runtime !== "chromium") transfersSuite(requests);
  artifactsSuite(requests);
  graphsSuite(requests);
}
