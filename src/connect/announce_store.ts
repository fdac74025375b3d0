/**
 * The line that says that runs are recorded locally, as nothing else was chosen. Loaded where it is
 * wanted. Browser-safe.
 *
 * @module
 */
import { hasProcess } from "../runtime.ts";

/** Says where the local store is: in a container, too, stderr is what people read. */
export function announceStore(folder: string): void {
  if (hasProcess()) {
    console.error(
      `runlog: no AWS region is configured, so runs are recorded locally in ${folder}/. ` +
        "Set AWS_REGION, or RUNLOG_SESSION=aws, to record to SageMaker",
    );
  } else {
    console.info(
      `runlog: no session was given, so runs are recorded in this browser (IndexedDB "${folder}"). ` +
        "Give one made with awsSession or createSession to record to SageMaker",
    );
  }
}
