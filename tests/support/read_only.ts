/** Ways in which a folder may only be read, for the processes that a test starts. */
import { requireTool, runTool } from "./tools.ts";

/** A way in which a folder may only be read. */
export interface ReadOnlyWay {
  readonly name: string;
  /** Whether the files of the folder can be written. */
  readonly filesAreWritable?: boolean;
  /** Words of the reason that a refused write states. */
  readonly reason: RegExp;
  /** Prepares the folder, and gives the command line of a program that may only read it. */
  readonly command: (folder: string, program: readonly string[]) => Promise<readonly string[]>;
  /** Lets the test remove the folder. */
  readonly restore: (folder: string) => Promise<unknown>;
}

const isRoot = Deno.uid() === 0;

/** A process without root's right to ignore permissions. */
function asOrdinaryUser(program: readonly string[]): readonly string[] {
  return isRoot ? ["setpriv", "--bounding-set=-all", "--inh-caps=-all", ...program] : program;
}

/** A mount that is read-only, in a namespace that ends with the program. */
const mount: ReadOnlyWay = {
  name: "on a read-only mount",
  reason: /EROFS|read-only file system/i,
  command: (folder, program) => {
    const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
    return Promise.resolve([
      ...["unshare", "--map-root-user", "--mount", "sh", "-c", script],
      folder,
      ...program,
    ]);
  },
  restore: () => Promise.resolve(),
};

/** Files of another user, who lets everybody read them. */
const otherUser: ReadOnlyWay = {
  name: "of another user",
  reason: /EACCES|EPERM|permission denied/i,
  async command(folder, program) {
    // Without root, the folder is one's own without the permission to write.
    await requireTool("chmod", ["-R", isRoot ? "u=rwX,go=rX" : "a=rX", folder]);
    if (isRoot) await requireTool("chown", ["-R", "65534:65534", folder]);
    return asOrdinaryUser(program);
  },
  restore: (folder) => runTool("chmod", ["-R", "u+rwX", folder]),
};

/** A folder without the permission to write, whose files have it. */
const folderOnly: ReadOnlyWay = {
  name: "in a folder without write permission",
  filesAreWritable: true,
  reason: /EACCES|permission denied/i,
  async command(folder, program) {
    await requireTool("find", [folder, "-type", "d", "-exec", "chmod", "u=rx", "{}", "+"]);
    return asOrdinaryUser(program);
  },
  restore: (folder) => runTool("chmod", ["-R", "u+rwX", folder]),
};

/** Every way. The tests need a Linux that permits namespaces. */
export const READ_ONLY_WAYS: readonly ReadOnlyWay[] = [mount, otherUser, folderOnly];
