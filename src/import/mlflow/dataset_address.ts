/**
 * Finds the address of a data set that MLflow logged.
 *
 * @module
 */

/** The source of a data set is JSON, in most cases with an address. */
export function uriIn(source: string): string | undefined {
  try {
    const value: unknown = JSON.parse(source);
    const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
    const [, uri] = members.find(([name, member]) =>
      ["uri", "url", "path"].includes(name) && typeof member === "string" && member !== ""
    ) ?? [];
    return uri;
  } catch {
    return source === "" ? undefined : source;
  }
}
