/** Checks in Python of packages that use S3. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { countFiles } from "../../local/s3/raw_request.ts";
import { pythonTool } from "../../support/python.ts";
import { tellChecks, withTool } from "./tool_client.ts";
import { oddTree } from "./trees.ts";

interface Told {
  readonly versions: Readonly<Record<string, string>>;
  readonly count: number;
  readonly failures: Readonly<Record<string, string>>;
}

/** A Python with s3fs, pandas and pyarrow. */
export async function pythonPackages(): Promise<string> {
  return await pythonTool("s3-packages", new URL("./packages.txt", import.meta.url));
}

/**
 * Runs a script's checks over a served store, which is empty afterwards.
 *
 * @param moreNames Odd names besides those for every tool
 */
export async function runPythonChecks(
  python: string,
  script: string,
  moreNames: readonly string[] = [],
): Promise<void> {
  const path = fromFileUrl(new URL(script, import.meta.url));
  const environment = () => ({ PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1" });
  await withTool(python, environment, async ({ aws, feed }) => {
    const input = new TextEncoder().encode(JSON.stringify({ tree: oddTree(moreNames) }));
    const { code, stdout, stderr } = await feed(input, path);
    assertEquals(code, 0, stderr);
    const { versions, count, failures }: Told = JSON.parse(stdout);
    const names = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    tellChecks(names.join(" with "), count, failures);
    assertEquals(await countFiles(aws), 0);
  });
}
