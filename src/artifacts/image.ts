/**
 * Images as files: encoded ones as they are, pixels by the platform's encoder. Browser-safe.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";

/** Pixels, as a canvas gives them. */
export interface Pixels {
  /** Red, green, blue and opacity of each pixel, row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** Pixels a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** A canvas that encodes itself, such as `OffscreenCanvas`. */
export interface OffscreenCanvasLike {
  /** Encodes it. */
  convertToBlob(options?: { readonly type?: string; readonly quality?: number }): Promise<Blob>;
}

/** A canvas of a page, such as `HTMLCanvasElement`. */
export interface CanvasLike {
  /** Encodes it. */
  toBlob(answer: (blob: Blob | null) => void, type?: string, quality?: number): void;
}

/**
 * An image: an encoded one as `Blob` or bytes (PNG, JPEG, GIF, WebP, AVIF or SVG), a canvas, or pixels
 * (`ImageData`). Pixels need a platform with `OffscreenCanvas`: browsers.
 */
export type ImageSource =
  | Blob
  | ArrayBuffer
  | ArrayBufferView<ArrayBuffer>
  | OffscreenCanvasLike
  | CanvasLike
  | Pixels;

/** How a canvas or pixels are encoded. */
export interface ImageEncoding {
  /**
   * Media type; a platform that does not have it answers PNG.
   * @default "image/png"
   */
  readonly type?: string | undefined;
  /**
   * Quality from 0 to 1, of types that lose some.
   * @default the platform's
   */
  readonly quality?: number | undefined;
}

/**
 * An image's file, with the media type that its bytes tell.
 *
 * @throws {ArgumentError} when it is no image of a known kind, or the platform encodes none
 */
export async function encodeImage(image: ImageSource, encoding: ImageEncoding): Promise<Blob> {
  const blob = await toBlob(image, encoding);
  const told = typeOf(new Uint8Array(await blob.slice(0, 512).arrayBuffer()));
  if (told === undefined) {
    throw refusal("image", image, "be a PNG, JPEG, GIF, WebP, AVIF or SVG image");
  }
  return blob.type === told ? blob : blob.slice(0, blob.size, told);
}

async function toBlob(image: ImageSource, { type, quality }: ImageEncoding): Promise<Blob> {
  if (image instanceof Blob) return image;
  if (image instanceof ArrayBuffer || ArrayBuffer.isView(image)) return new Blob([image]);
  const options = {
    ...(type === undefined ? {} : { type }),
    ...(quality === undefined ? {} : { quality }),
  };
  if (hasMethod(image, "convertToBlob")) return await image.convertToBlob(options);
  if (hasMethod(image, "toBlob")) {
    const encoded = await new Promise<Blob | null>((resolve) => {
      image.toBlob(resolve, type, quality);
    });
    if (encoded) return encoded;
    throw refusal("image", image, "be a canvas with pixels that may be read");
  }
  if (isPixels(image)) return await encodePixels(image, options);
  throw refusal("image", image, "be a Blob, bytes, a canvas or ImageData");
}

function hasMethod<Name extends string>(
  image: unknown,
  name: Name,
): image is Extract<ImageSource, Readonly<Record<Name, unknown>>> {
  return typeof image === "object" && image !== null && name in image;
}

function isPixels(image: unknown): image is Pixels {
  return hasMethod(image, "data") && "width" in image && "height" in image;
}

/** The platform's canvas, where it has one. */
interface CanvasGlobals {
  readonly OffscreenCanvas?: new (width: number, height: number) => OffscreenCanvasLike & {
    getContext(kind: "2d"): { putImageData(pixels: object, x: number, y: number): void } | null;
  };
  readonly ImageData?: new (data: object, width: number, height: number) => object;
}

async function encodePixels(
  { data, width, height }: Pixels,
  options: { readonly type?: string; readonly quality?: number },
): Promise<Blob> {
  // Absent in most runtimes outside of browsers.
  const { OffscreenCanvas, ImageData } = globalThis as CanvasGlobals;
  const rule = "be encoded already where the platform has no OffscreenCanvas of pixels";
  if (!OffscreenCanvas || !ImageData) throw refusal("image", undefined, rule);
  try {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (!context) throw new TypeError("There is no 2d context");
    context.putImageData(new ImageData(data, width, height), 0, 0);
    return await canvas.convertToBlob(options);
  } catch (cause) {
    throw refusal("image", undefined, rule, cause);
  }
}

/** The media type that a file's first bytes tell. */
function typeOf(bytes: Uint8Array): string | undefined {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (/^GIF8[79]a/.test(text)) return "image/gif";
  if (/^RIFF.{4}WEBP/s.test(text)) return "image/webp";
  if (/^.{4}ftypavi[fs]/s.test(text)) return "image/avif";
  if (/^(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE svg|svg)/i.test(text)) return "image/svg+xml";
  return undefined;
}

function refusal(argument: string, value: unknown, rule: string, cause?: unknown): ArgumentError {
  return new ArgumentError(
    "Cannot log image",
    { argument, value, rule },
    cause === undefined ? undefined : { cause },
  );
}
