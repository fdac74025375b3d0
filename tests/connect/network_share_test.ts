import { assertEquals, assertStringIncludes } from "@std/assert";
import { shareWarning } from "../../src/connect/network_share.ts";

/** File systems by folder: a folder that is not among them does not exist. */
function systems(types: Readonly<Record<string, number>>): (folder: string) => number {
  return (folder) => {
    const type = types[folder];
    if (type === undefined) throw new Error(`ENOENT: ${folder}`);
    return type;
  };
}

Deno.test("shareWarning() warns of a folder on a network share, which need not exist yet", () => {
  for (
    const [type, name] of [[0x6969, "NFS"], [0xff534d42, "CIFS"], [0xfe534d42 | 0, "SMB"]] as const
  ) {
    for (const folder of ["/home/me/runlog", "/home/me/new/runlog"]) {
      const warning = shareWarning(folder, systems({ "/home/me": type, "/home": 0xef53 })) ?? "";
      assertStringIncludes(warning, `Store "${folder}" is on a network share (${name})`);
    }
  }
});

Deno.test("shareWarning() is silent on a local disk, and where the system does not say", () => {
  assertEquals(shareWarning("/home/me/runlog", systems({ "/home/me": 0xef53 })), undefined);
  assertEquals(shareWarning("/home/me/runlog", systems({})), undefined);
  assertEquals(shareWarning("runlog", systems({})), undefined);
  assertEquals(shareWarning("/tmp"), undefined);
});
