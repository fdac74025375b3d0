/** What S3 acknowledged, and has to answer from then on. */
import type { S3Request } from "./s3_requests.ts";
import type { WireAnswer } from "./wire.ts";

/** An object that was acknowledged. */
export interface AcknowledgedObject {
  readonly bucket: string;
  readonly key: string;
  /** Its bytes; undefined if they were not foreseen. */
  readonly content: Uint8Array | undefined;
  /** Header fields that are stored with it. */
  readonly fields: ReadonlyMap<string, string>;
}

/** The objects that were acknowledged. */
export class AcknowledgedObjects {
  readonly #objects = new Map<string, AcknowledgedObject>();

  /** All of them. */
  all(): readonly AcknowledgedObject[] {
    return [...this.#objects.values()];
  }

  /** Notes an acknowledged request. Returns what contradicts what is there. */
  take(request: S3Request, { status, body }: WireAnswer): string | undefined {
    const { operation: { name }, bucket, key, content, members } = request;
    if (status > 299 || bucket === "") return undefined;
    const nameless = { bucket, key, content, fields: new Map<string, string>() };
    switch (name) {
      case "PutObject":
        this.#set({ ...nameless, fields: fieldsIn(members) });
        return undefined;
      case "CompleteMultipartUpload":
        this.#set(nameless);
        return undefined;
      case "CopyObject":
        this.#set({ ...nameless, content: this.sourceOf(request)?.content });
        return undefined;
      case "DeleteObject":
        this.#objects.delete(`${bucket}/${key}`);
        return undefined;
      case "DeleteObjects": {
        const text = new TextDecoder().decode(body);
        for (const [, deleted = ""] of text.matchAll(/<Deleted><Key>(.*?)<\/Key>/gs)) {
          this.#objects.delete(`${bucket}/${unescaped(deleted)}`);
        }
        return undefined;
      }
      case "DeleteBucket": {
        const left = this.all().filter((one) => one.bucket === bucket);
        return left.length > 0 ? `a bucket of ${left.length} objects was deleted` : undefined;
      }
      default:
        return undefined;
    }
  }

  /** The object that a request copies. */
  sourceOf({ members }: S3Request): AcknowledgedObject | undefined {
    const path = (members.get("x-amz-copy-source") ?? "").split("?")[0] ?? "";
    try {
      return this.#objects.get(decodeURIComponent(path).replace(/^\//, ""));
    } catch {
      return undefined;
    }
  }

  #set(object: AcknowledgedObject): void {
    this.#objects.set(`${object.bucket}/${object.key}`, object);
  }
}

function fieldsIn(members: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...members].filter(([name]) => /^(?:content-type|x-amz-meta-.+)$/.test(name))
      .map(([name, value]) => [name, value.trim()]),
  );
}

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** Text of an XML element. */
export function unescaped(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (_, hex?: string, decimal?: string, name = "") =>
      hex !== undefined || decimal !== undefined
        ? String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16))
        : NAMED[name] ?? "",
  );
}
