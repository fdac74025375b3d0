/**
 * Checks artifacts by AWS's rules, and converts their names, values and media types to a form that
 * AWS admits.
 *
 * @module
 */
import { ArgumentError } from "../errors.ts";
import {
  ARTIFACT_NAME_LENGTH,
  ARTIFACT_VALUE_LENGTH,
  MEDIA_TYPE_LENGTH,
  MEDIA_TYPE_PATTERN,
} from "./limits.ts";
import { originalName, storedName } from "./stored_text.ts";

/** Whether a run used an artifact (`input`) or created it (`output`). */
export type ArtifactDirection = "input" | "output";

/** Media type of bytes of which no more is known. */
const UNKNOWN_TYPE = "application/octet-stream";

/** Returns the stored name of an artifact, shortened if it is too long. */
export function artifactName(name: string): string {
  return storedName(name, ARTIFACT_NAME_LENGTH);
}

/** Returns the stored value of an artifact, shortened if it is too long. AWS admits no empty one. */
export function artifactValue(value: string): string {
  return storedName(value, ARTIFACT_VALUE_LENGTH);
}

/** Returns the value of a stored form. */
export function originalValue(stored: string): string {
  return originalName(stored);
}

/** A rule that an artifact breaks, as a phrase that follows "must", and the form that is kept. */
export interface ArtifactFlaw {
  readonly argument: "name" | "value" | "mediaType";
  readonly rule: string;
  readonly kept: string;
}

/** Returns the parts of an artifact that are not kept whole. */
export function artifactFlaws(
  name: string,
  value: string,
  mediaType: string | undefined,
): readonly ArtifactFlaw[] {
  const flaws: ArtifactFlaw[] = [];
  const texts = [["name", name, ARTIFACT_NAME_LENGTH], ["value", value, ARTIFACT_VALUE_LENGTH]];
  for (const [argument, text, longest] of texts as [ArtifactFlaw["argument"], string, number][]) {
    if (storedName(text, Infinity).length <= longest) continue;
    flaws.push({ argument, rule: `be at most ${longest} characters`, kept: "kept shortened" });
  }
  if (mediaType !== undefined && !isMediaType(mediaType)) {
    const kept = `recorded as ${admittedType(mediaType)}`;
    flaws.push({ argument: "mediaType", rule: MEDIA_TYPE_RULE, kept });
  }
  return flaws;
}

const MEDIA_TYPE_RULE = `be type/subtype of letters, digits, "-", "_" and "+", at most ` +
  `${MEDIA_TYPE_LENGTH} characters, without dots or parameters (AWS's rule)`;

/** Returns the media type itself, without its parameters, or a general one: the first AWS admits. */
export function admittedType(mediaType: string): string {
  const [bare = ""] = mediaType.split(";");
  return [mediaType, bare.trim()].find(isMediaType) ?? UNKNOWN_TYPE;
}

/**
 * Checks that a name or another argument is text.
 *
 * @throws {ArgumentError} If it is of another type
 */
export function checkIsText(action: string, argument: string, value: unknown): void {
  if (typeof value === "string") return;
  throw new ArgumentError(action, { argument, value, rule: "be a string" });
}

/** Checks whether AWS accepts a string as an artifact's media type. */
export function isMediaType(type: string): boolean {
  return MEDIA_TYPE_PATTERN.test(type) && type.length <= MEDIA_TYPE_LENGTH;
}
