/**
 * Encodes images as files. Encoded images stay unchanged, and the platform encodes canvases. Pixels
 * become PNG everywhere, and other types where the platform has canvases.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import { checkArgument, checkOptions, type OptionKinds } from "../options.ts";
import { type Kind, NUMBER, TEXT } from "../kinds.ts";
import { ownBytes } from "./byte_stream.ts";
import { type Pixels, readPixels, type Samples, toRgba } from "./pixels.ts";
import { isBytes } from "./source_kinds.ts";

/** A canvas with the method of `OffscreenCanvas` that encodes it. */
export interface OffscreenCanvasLike {
  /** Encodes the canvas. */
  convertToBlob(options?: { readonly type?: string; readonly quality?: number }): Promise<Blob>;
}

/** A canvas with the method of `HTMLCanvasElement` that encodes it. */
export interface CanvasLike {
  /** Encodes the canvas. */
  toBlob(answer: (blob: Blob | null) => void, type?: string, quality?: number): void;
}

/**
 * An image: an encoded one as `Blob` or bytes (PNG, JPEG, GIF, WebP, AVIF or SVG), a canvas, or
 * pixels (such as `ImageData`).
 */
export type ImageSource =
  | Blob
  | ArrayBufferLike
  | ArrayBufferView
  | OffscreenCanvasLike
  | CanvasLike
  | Pixels;

/** Encoding of a canvas or of pixels. */
export interface ImageEncoding {
  /**
   * Media type. A platform that does not support it encodes PNG. Only browsers support others than
   * PNG for pixels.
   * @default "image/png"
   */
  readonly type?: string | undefined;
  /**
   * Quality from 0 to 1, for lossy media types.
   * @default the platform's
   */
  readonly quality?: number | undefined;
}

const ENCODING: OptionKinds<ImageEncoding> = { type: TEXT, quality: NUMBER };

/** Images that can be examined, and bytes from which a `Blob` can be made. */
const IMAGE: Kind = {
  rule: "be a Blob, bytes, a canvas or pixels ({ data, width, height })",
  allows(value) {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return isBytes(value);
    // Throws for a proxy that cannot be examined.
    return typeof value === "object" && value !== null &&
      Reflect.getPrototypeOf(value) !== undefined;
  },
};

/**
 * Encodes an image as a file. Its bytes determine the media type.
 *
 * @throws {ArgumentError} If the image has an unknown format, or the platform cannot encode it
 */
export async function encodeImage(image: ImageSource, encoding: ImageEncoding): Promise<Blob> {
  checkArgument("Cannot log image", "image", image, IMAGE);
  checkOptions("Cannot log image", encoding, ENCODING, "encoding");
  const blob = await toBlob(image, encoding);
  const told = typeOf(new Uint8Array(await blob.slice(0, 512).arrayBuffer()));
  if (told === undefined) {
    throw refusal("image", image, "be a PNG, JPEG, GIF, WebP, AVIF or SVG image");
  }
  return blob.type === told ? blob : blob.slice(0, blob.size, told);
}

async function toBlob(image: ImageSource, { type, quality }: ImageEncoding): Promise<Blob> {
  if (image instanceof Blob) return image;
  if (isBytes(image)) return new Blob([ownBytes(image)]);
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
    throw refusal("image", image, "be a canvas whose pixels can be read");
  }
  if (isPixels(image)) return await encodePixels(image, options);
  throw refusal("image", image, IMAGE.rule);
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

/** Canvas classes of the platform, if it has them. */
interface CanvasGlobals {
  readonly OffscreenCanvas?: new (width: number, height: number) => OffscreenCanvasLike & {
    getContext(kind: "2d"): { putImageData(pixels: object, x: number, y: number): void } | null;
  };
  readonly ImageData?: new (data: object, width: number, height: number) => object;
}

async function encodePixels(
  pixels: Pixels,
  options: { readonly type?: string; readonly quality?: number },
): Promise<Blob> {
  const samples = readPixels(pixels);
  const { type = "image/png" } = options;
  // Absent in most runtimes other than browsers.
  const canvases = globalThis as CanvasGlobals;
  const drawn = type === "image/png" ? undefined : draw(samples, canvases);
  if (drawn) return await drawn.convertToBlob(options);
  const { encodePng } = await import("./png.ts");
  return await encodePng(samples);
}

/** Draws pixels on a canvas, if the platform has one that can draw, of that size. */
function draw(
  samples: Samples,
  { OffscreenCanvas, ImageData }: CanvasGlobals,
): OffscreenCanvasLike | undefined {
  if (!OffscreenCanvas || !ImageData) return undefined;
  const { width, height } = samples;
  try {
    const canvas = new OffscreenCanvas(width, height);
    // Deno has canvases for WebGPU only.
    const context = canvas.getContext("2d");
    context?.putImageData(new ImageData(toRgba(samples), width, height), 0, 0);
    return context ? canvas : undefined;
  } catch {
    return undefined;
  }
}

/** Determines the media type from a file's first bytes. */
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
