/**
 * Deletes objects, one or many, if they are as the request expects.
 *
 * @module
 */
import { ServiceError } from "../errors.ts";
import {
  childrenOf,
  malformedXml,
  readXml,
  textOf,
  type XmlElement,
} from "../protocol/read_xml.ts";
import type { Elements } from "../protocol/xml.ts";
import type { ObjectTables } from "../store/objects.ts";
import { type DeleteCondition, isConditional, requireDeletable } from "./conditions.ts";
import { requireBucket, requireVersion, type S3Request, xmlAnswer } from "./exchange.ts";
import { receiveText } from "./receive.ts";
import { removeFiles } from "./stored_objects.ts";

/** Maximum number of keys in one DeleteObjects request. */
const MOST_KEYS = 1_000;

/** An object to delete. */
interface Deletion extends DeleteCondition {
  readonly key: string;
  readonly version?: string | undefined;
}

/** Answers DeleteObject. Deleting an object that does not exist succeeds, unless its ETag is given. */
export async function deleteObject(exchange: S3Request): Promise<Response> {
  const { bucket, key, headers, query, store } = exchange;
  await requireBucket(exchange);
  const deletion: Deletion = {
    key,
    version: query.get("versionId") ?? undefined,
    etag: headers.get("if-match") ?? undefined,
    size: headers.get("x-amz-if-match-size") ?? undefined,
    modified: headers.get("x-amz-if-match-last-modified-time") ?? undefined,
  };
  const file = await store.write(({ objects }) => remove(objects, bucket, deletion));
  await removeFiles(store, [file]);
  return new Response(null, { status: 204 });
}

/** Answers DeleteObjects. One that is not as expected stays, and takes no other with it. */
export async function deleteObjects(exchange: S3Request): Promise<Response> {
  const { bucket, store } = exchange;
  await requireBucket(exchange);
  const { deletions, isQuiet } = readDelete(await receiveText(exchange));
  const { files, refused } = await store.write(async ({ objects }) => {
    const files: (string | undefined)[] = [];
    const refused = new Map<Deletion, ServiceError>();
    for (const deletion of deletions) {
      try {
        files.push(await remove(objects, bucket, deletion));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        refused.set(deletion, error);
      }
    }
    return { files, refused };
  });
  await removeFiles(store, files);
  const deleted = deletions.filter((deletion) => !refused.has(deletion));
  return xmlAnswer("DeleteResult", {
    Deleted: isQuiet ? [] : deleted.map(namesOf),
    Error: [...refused].map(([deletion, { code, message }]) => ({
      ...namesOf(deletion),
      Code: code,
      Message: message,
    })),
  });
}

function namesOf({ key, version }: Deletion): Elements {
  return { Key: key, ...(version === undefined ? {} : { VersionId: version }) };
}

async function remove(
  objects: ObjectTables,
  bucket: string,
  deletion: Deletion,
): Promise<string | undefined> {
  const { key, version } = deletion;
  requireVersion(version);
  // A damaged object can be deleted, so nothing is read without a condition.
  if (isConditional(deletion)) requireDeletable(deletion, await objects.get(bucket, key));
  return await objects.remove(bucket, key);
}

function readDelete(
  text: string,
): { readonly deletions: readonly Deletion[]; readonly isQuiet: boolean } {
  const root = readXml(text, "Delete");
  const deletions = childrenOf(root, "Object").map(readDeletion);
  if (deletions.length === 0 || deletions.length > MOST_KEYS) {
    throw malformedXml(`Delete has 1 to ${MOST_KEYS} Objects`);
  }
  return { deletions, isQuiet: textOf(root, "Quiet")?.trim() === "true" };
}

function readDeletion(object: XmlElement): Deletion {
  const key = textOf(object, "Key");
  if (key === undefined || !key.isWellFormed()) throw malformedXml("an Object has a Key");
  return {
    key,
    version: textOf(object, "VersionId")?.trim(),
    etag: textOf(object, "ETag")?.trim(),
    size: textOf(object, "Size")?.trim(),
    modified: textOf(object, "LastModifiedTime")?.trim(),
  };
}
