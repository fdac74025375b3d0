/**
 * What people write of a run later: AWS's trial components have no field for it, so it is kept as
 * parameters of reserved names. Pure. Browser-safe.
 *
 * @module
 */

/** Reserved parameters. */
export const REMARKS = { description: "runlog/description", notes: "runlog/notes" } as const;

/** Text as AWS takes it, which may refuse line ends. */
export function encodeRemark(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
}

/** Text as it was written. */
export function decodeRemark(text: string): string {
  return text.replace(/\\([\\nr])/g, (_, code) => code === "n" ? "\n" : code === "r" ? "\r" : "\\");
}
