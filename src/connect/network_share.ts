/**
 * Detects that a store is on a network share, where SQLite's locks do not reach other machines.
 *
 * @module
 */
import { builtin, mayReadFile, permitted } from "../runtime.ts";

/**
 * File systems of networks by the number that Linux reports. FUSE is not among them: containers use
 * it for local disks.
 */
const SHARES: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x01021997, "9P"],
  [0x5346414f, "AFS"],
  [0x0bd00bd0, "Lustre"],
  [0x47504653, "GPFS"],
  [0x00c36400, "Ceph"],
  [0x19830326, "BeeGFS"],
]);

/**
 * Returns the warning about a network share; undefined for any other folder, and if the system does
 * not report the type.
 *
 * @param folder Absolute path of the folder, which need not exist
 * @param typeOf Returns the number of a folder's file system; throws if the folder does not exist
 */
export function shareWarning(
  folder: string,
  typeOf: (folder: string) => number = systemType,
): string | undefined {
  const type = typeOfNearest(folder, typeOf);
  // Node reports some numbers as negative ones.
  const name = type === undefined ? undefined : SHARES.get(type >>> 0);
  return name &&
    `Store "${folder}" is on a network share (${name}). Use it from one machine at a ` +
      "time: SQLite's locks do not reach other machines reliably, and data may be lost. A store on " +
      "a local disk, synced to a second one, has no such limit";
}

function typeOfNearest(folder: string, typeOf: (folder: string) => number): number | undefined {
  for (let path = folder; path !== ""; path = path.replace(/[\\/][^\\/]*$/, "")) {
    try {
      return typeOf(path);
    } catch {
      // It is created later, in the parent.
    }
    if (!/[\\/]/.test(path)) return undefined;
  }
  return undefined;
}

function systemType(folder: string): number {
  const isPermitted = permitted("sys", { kind: "statfs" }) && mayReadFile(folder);
  const fs = isPermitted ? builtin("node:fs") : undefined;
  if (!fs) throw new Error(`Cannot describe the file system of ${folder}`);
  return fs.statfsSync(folder).type;
}
