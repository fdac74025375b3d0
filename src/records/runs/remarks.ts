/**
 * Encodes a run's description and notes. AWS trial components have no field for them, so they are
 * stored as parameters with reserved names. Pure.
 *
 * @module
 */

/** Names of the reserved parameters. */
export const REMARKS = { description: "runlog/description", notes: "runlog/notes" } as const;

/** Encodes text for AWS, which may reject line ends. */
export function encodeRemark(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

/** Decodes text to its original form. */
export function decodeRemark(text: string): string {
  return text.replace(/\\([\\nr])/g, (_, code) => code === "n" ? "\n" : code === "r" ? "\r" : "\\");
}
