/**
 * Checks artifacts by AWS's rules: name, value, media type.
 *
 * @module
 */
import type { TrialComponentArtifact } from "@aws-sdk/client-sagemaker";
import { ArgumentError } from "../errors.ts";
import { checkMemberName, checkText } from "./arguments.ts";
import {
  ARTIFACT_NAME_LENGTH,
  ARTIFACT_VALUE_LENGTH,
  MEDIA_TYPE_LENGTH,
  MEDIA_TYPE_PATTERN,
} from "./limits.ts";

/** Whether a run used an artifact (`input`) or created it (`output`). */
export type ArtifactDirection = "input" | "output";

/** Checks an artifact and returns its form on the wire. */
export function toArtifact(
  name: string,
  value: string,
  mediaType: string | undefined,
): TrialComponentArtifact {
  const action = `Cannot log artifact ${JSON.stringify(name)}`;
  checkArtifactName(action, name);
  checkText(action, "value", value, 1, ARTIFACT_VALUE_LENGTH);
  checkMediaType(action, mediaType);
  return { Value: value, ...(mediaType === undefined ? {} : { MediaType: mediaType }) };
}

/** Checks an artifact's name. */
export function checkArtifactName(action: string, name: string): void {
  checkMemberName(action, name, ARTIFACT_NAME_LENGTH);
}

/** Checks the name of a file, which becomes part of its key. */
export function checkFileName(action: string, name: string): void {
  checkArtifactName(action, name);
  if (!name.split("/").some((part) => part === "." || part === "..")) return;
  const rule = 'have no part "." or "..", which URLs resolve';
  throw new ArgumentError(action, { argument: "name", value: name, rule });
}

/** Checks a media type, if there is one. */
export function checkMediaType(action: string, mediaType: string | undefined): void {
  if (mediaType === undefined || (typeof mediaType === "string" && isMediaType(mediaType))) return;
  throw new ArgumentError(action, {
    argument: "mediaType",
    value: mediaType,
    rule: `be type/subtype of letters, digits, "-", "_" and "+", at most ${MEDIA_TYPE_LENGTH} ` +
      "characters, without dots or parameters (AWS's rule)",
  });
}

/** Checks whether AWS accepts a string as an artifact's media type. */
export function isMediaType(type: string): boolean {
  return MEDIA_TYPE_PATTERN.test(type) && type.length <= MEDIA_TYPE_LENGTH;
}
