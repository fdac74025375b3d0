/**
 * Serves files of runs, for download and for preview. No file is ever executed: a download is
 * always an attachment, and previews are images and plain text only.
 *
 * @module
 */
import { openArtifact, type StoredArtifact } from "../../../mod.ts";
import type { TextFacts } from "../wire.ts";
import { answer, json, Refusal } from "./answers.ts";
import { namesIn, type Question, required } from "./read.ts";

/** Content security policy of files: whatever they contain, they load and execute nothing. */
const SANDBOX = "default-src 'none'; sandbox";

const LARGEST_PICTURE = 20_000_000;
const LARGEST_TEXT = 200_000;

/** First bytes of the image types that have a preview. */
const SIGNATURES: Readonly<Record<string, RegExp>> = {
  "image/png": /^\x89PNG\r\n/,
  "image/jpeg": /^\xff\xd8\xff/,
  "image/webp": /^RIFF[^]{4}WEBP/,
};

/** Sends a file as a download. */
export async function file(question: Question): Promise<Response> {
  const artifact = await open(question);
  const { name, size } = artifact;
  return answer(await artifact.stream(), 200, {
    "content-type": "application/octet-stream",
    "content-disposition": `attachment; filename*=UTF-8''${headerText(fileNameOf(name))}`,
    "content-security-policy": SANDBOX,
    ...(size === undefined ? {} : { "content-length": String(size) }),
  });
}

/** Sends an image for preview, if its bytes are those of an image. */
export async function picture(question: Question): Promise<Response> {
  const artifact = await open(question);
  if ((artifact.size ?? 0) > LARGEST_PICTURE) {
    throw new Refusal(415, `The image must have at most ${LARGEST_PICTURE} bytes for a preview`);
  }
  const bytes = await artifact.bytes();
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  const [mediaType] = Object.entries(SIGNATURES).find(([, first]) => first.test(start)) ?? [];
  if (mediaType === undefined) throw new Refusal(415, "The file is not a PNG, JPEG or WebP image");
  return answer(bytes, 200, {
    "content-type": mediaType,
    "content-security-policy": SANDBOX,
  });
}

/** Sends the beginning of a file as text, in JSON. */
export async function text(question: Question): Promise<Response> {
  const artifact = await open(question);
  const reader = (await artifact.stream()).getReader();
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  try {
    while (size < LARGEST_TEXT) {
      const { done, value } = await reader.read();
      if (done) return json({ text: text + decoder.decode(), isCut: false } satisfies TextFacts);
      const wanted = value.subarray(0, LARGEST_TEXT - size);
      size += wanted.length;
      text += decoder.decode(wanted, { stream: true });
      if (wanted.length < value.length) break;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
  return json({ text, isCut: artifact.size !== size } satisfies TextFacts);
}

async function open({ session, query, signal }: Question): Promise<StoredArtifact> {
  const direction = required(query, "direction");
  if (direction !== "input" && direction !== "output") {
    throw new Refusal(400, `"direction" must be input or output, got "${direction}"`);
  }
  return await openArtifact(namesIn(query), required(query, "name"), {
    direction,
    session,
    signal,
  });
}

/** Returns a file name that no system reads as a path, a device or a hidden file. */
function fileNameOf(name: string): string {
  // deno-lint-ignore no-control-regex -- a file's name must not contain these
  const plain = name.replace(/[\u0000-\u001f\u007f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]/g, "_")
    .replace(/^\.+/, "_").replace(/[. ]+$/, "_").slice(0, 200);
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `_${plain}` : plain;
}

/** Encodes text as RFC 5987 requires. */
function headerText(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
