/**
 * The rules of file names that a downloaded key has to follow.
 *
 * @module
 */

/** Names that stand for devices in Windows, in any case and with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(\.|$)/i;
const REFUSED_IN_WINDOWS = '<>:"|?*\\';

/**
 * Returns why a part of a key cannot be the name of a file or folder; undefined if it can.
 *
 * @param part A part of a key, between slashes
 * @param isWindows Whether Windows's rules apply
 */
export function nameFlaw(part: string, isWindows: boolean): string | undefined {
  if (part === "") return "a part of it is empty";
  if (part === "." || part === "..") return `"${part}" leads to another folder`;
  if (part.includes("\0")) return "it contains a NUL character";
  if (!isWindows) return undefined;
  const character = [...part].find((one) => one < " " || REFUSED_IN_WINDOWS.includes(one));
  if (character !== undefined) return `${JSON.stringify(character)} is invalid in Windows`;
  if (DEVICE.test(part)) return `"${part}" is a device in Windows`;
  if (/[. ]$/.test(part)) return `Windows removes the end of "${part}"`;
  return undefined;
}

/**
 * Returns the form of a path that two paths share if some file system may take them for the same:
 * without letter case, and in one Unicode form.
 */
export function foldedPath(path: string): string {
  return path.normalize("NFC").toLowerCase().normalize("NFC");
}
