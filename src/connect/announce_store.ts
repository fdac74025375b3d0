/**
 * Prints the notice that runs are recorded locally by default. Loaded only when it is needed.
 *
 * @module
 */
import { hasProcess } from "../runtime.ts";

/** Prints where the local store is. Outside browsers it uses stderr, which containers show too. */
export function announceStore(folder: string): void {
  if (hasProcess()) {
    console.error(
      `runlog: no AWS region is configured, so runs are recorded locally in ${folder}/. ` +
        "Set AWS_REGION, or RUNLOG_SESSION=aws, to record to SageMaker",
    );
  } else {
    console.info(
      `runlog: no session was passed, so runs are recorded in this browser (IndexedDB "${folder}"). ` +
        "Pass one made with awsSession or createSession to record to SageMaker",
    );
  }
}
