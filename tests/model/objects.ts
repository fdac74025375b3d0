/** The model of S3: objects by key. */
import { isMembers, listIn, type Members, type Plain, textIn } from "./plain.ts";
import { compareTexts, cut } from "./pages.ts";
import { Refused, type State, type StoredObject } from "./state.ts";

function bucketIn(state: State, input: Members): Map<string, StoredObject> {
  const found = state.buckets.get(textIn(input, "Bucket"));
  if (!found) throw new Refused("NoSuchBucket");
  return found;
}

/** Operations by AWS's names. */
export const OBJECTS: Readonly<Record<string, (state: State, input: Members) => Plain>> = {
  CreateBucket(state, input) {
    const name = textIn(input, "Bucket");
    if (state.buckets.has(name)) throw new Refused("BucketAlreadyOwnedByYou");
    state.buckets.set(name, new Map());
    return {};
  },
  PutObject(state, input) {
    const bucket = bucketIn(state, input);
    const key = textIn(input, "Key");
    if (new TextEncoder().encode(key).length > 1_024) throw new Refused("KeyTooLongError");
    const body = input["Body"];
    bucket.set(key, {
      bytes: isMembers(body) ? textIn(body, "$bytes") : "",
      type: textIn(input, "ContentType"),
    });
    return {};
  },
  GetObject(state, input) {
    const found = bucketIn(state, input).get(textIn(input, "Key"));
    if (!found) throw new Refused("NoSuchKey");
    return {
      Body: { $bytes: found.bytes },
      ContentLength: Uint8Array.fromBase64(found.bytes).length,
      ContentType: found.type,
    };
  },
  DeleteObject(state, input) {
    bucketIn(state, input).delete(textIn(input, "Key"));
    return {};
  },
  DeleteObjects(state, input) {
    const bucket = bucketIn(state, input);
    const asked = input["Delete"];
    const keys = isMembers(asked) ? listIn(asked, "Objects").map((one) => textIn(one, "Key")) : [];
    for (const key of keys) bucket.delete(key);
    return { Deleted: keys.map((Key) => ({ Key })) };
  },
  ListObjectsV2(state, input) {
    const [prefix, delimiter] = [textIn(input, "Prefix"), textIn(input, "Delimiter")];
    const shown = new Map<string, Plain>();
    const keys = Array.from(bucketIn(state, input)).filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => compareTexts(a, b));
    for (const [key, { bytes }] of keys) {
      const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
      const common = key.slice(0, end + delimiter.length);
      if (end === -1) shown.set(key, { Key: key, Size: Uint8Array.fromBase64(bytes).length });
      else shown.set(common, { Prefix: common });
    }
    return cut(Array.from(shown.values()), { MaxResults: input["MaxKeys"] ?? 1_000 });
  },
};
