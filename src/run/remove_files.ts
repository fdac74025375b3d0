/**
 * Deletes files of a run that were uploaded before a failure.
 *
 * @module
 */
import type { UploadTarget } from "../artifacts/upload.ts";
import type { Session } from "../session/session.ts";
import { tidyingMs, within } from "../session/tidy.ts";

/**
 * Deletes objects. After the first failure it stops, because the endpoint may not respond, and
 * warns about the objects that may be left.
 *
 * @param inFlight Number of objects that are deleted at the same time
 */
export async function removeFiles(
  session: Session,
  targets: readonly UploadTarget[],
  inFlight: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const waiting = targets.values();
  let failure: unknown;
  const left: string[] = [];
  const work = async (): Promise<void> => {
    for (const { bucket: Bucket, key: Key, bucketOwner } of waiting) {
      const owner = bucketOwner === undefined ? {} : { ExpectedBucketOwner: bucketOwner };
      const remove = (signal: AbortSignal): Promise<unknown> =>
        session.s3.call("DeleteObject", { Bucket, Key, ...owner }, { signal });
      try {
        if (failure === undefined) await within(tidyingMs(signal), remove);
        else left.push(`s3://${Bucket}/${Key}`);
      } catch (error) {
        failure = error;
        left.push(`s3://${Bucket}/${Key}`);
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  if (left.length === 0) return;
  const others = left.length > 1 ? ` and ${left.length - 1} more` : "";
  session.logger.warn(`runlog: ${left[0]}${others} may not have been deleted`, failure);
}
