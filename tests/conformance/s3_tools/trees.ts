/** Folders and buckets as maps of their files, to be compared. */
import { SEED } from "../../support/dice.ts";
import fc from "../../support/fast_check.ts";
import type { TestService } from "../../local/test_service.ts";

/** Contents by path from the root, with slashes. */
export type Tree = Readonly<Record<string, string>>;

/** Names of files with everything that tools escape in addresses, header fields, XML or shells. */
const ODD_NAMES = [
  "plain.txt",
  "a b+c.txt",
  "100%",
  "%20%2B%2f",
  "ünï 日本 🎉.txt",
  "quo'te\"s",
  "a&b=c;d",
  "#hash?mark",
  " leading",
  "trailing ",
  "<xml>&amp;</xml>",
  "a:b@c,d$e!f",
  "~tilde^caret`pipe|",
  "(e\u0301)",
  "..a.",
];

/** Characters of generated names. No wildcards, which some tools read in names of local files. */
const CHARACTERS = "ab %+&=?#'\"<>;:@,!$()~^`|éß漢🎉.-_";

/** Names that tools without wildcards of their own can have, too. */
export const WILD_NAMES = ["star*[x]{y}", "back\\slash"];

/** Files of the odd names, of generated ones, and of folders with such names. */
export function oddTree(more: readonly string[] = []): Tree {
  const name = fc.array(fc.constantFrom(...CHARACTERS), { minLength: 1, maxLength: 8 })
    .map((characters) => characters.join(""))
    // A segment of dots is none of a path, and a name with a hyphen first is an option.
    .filter((text) => !/^(?:\.+$|-)/.test(text));
  const generated = fc.sample(name, { numRuns: 20, seed: SEED }).map((text) => `odd ${text}`);
  const names = [...new Set([...ODD_NAMES, ...more, ...generated])];
  const paths = names.flatMap((name) => [`files/${name}`, `folders/${name}/in a folder+1`]);
  return Object.fromEntries(paths.map((path) => [path, path]));
}

/** Writes a tree into a folder. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  for (const [path, text] of Object.entries(tree)) {
    const file = `${folder}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
}

/** Reads the tree in a folder. */
export async function readTree(folder: string): Promise<Tree> {
  const tree: Record<string, string> = {};
  const walk = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(`${folder}/${path}`)) {
      if (isDirectory) await walk(`${path}${name}/`);
      else tree[path + name] = await Deno.readTextFile(`${folder}/${path}${name}`);
    }
  };
  await walk("");
  return sorted(tree);
}

/** Reads the objects of a bucket below a prefix, by AWS's own client. */
export async function storedTree({ s3 }: TestService, Bucket: string, Prefix = ""): Promise<Tree> {
  const tree: Record<string, string> = {};
  const { Contents = [], IsTruncated } = await s3.listObjectsV2({ Bucket, Prefix });
  if (IsTruncated) throw new RangeError("More objects than a page of a listing has");
  for (const { Key = "" } of Contents) {
    const { Body } = await s3.getObject({ Bucket, Key });
    tree[Key.slice(Prefix.length)] = await Body?.transformToString() ?? "";
  }
  return sorted(tree);
}

/** A tree in the order in which trees are compared. */
export function sorted(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => a < b ? -1 : 1));
}
