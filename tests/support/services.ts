import { type LocalService, localService, type LocalServiceOptions } from "../../src/local.ts";

/** A local service over a store in a temporary folder, which goes away with it. */
export async function temporaryService(
  options: Omit<LocalServiceOptions, "path"> = {},
): Promise<LocalService & { readonly folder: string }> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-service-" });
  const service = await localService({ ...options, path: folder });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => closed ??= service.close().then(() => remove(folder));
  return { ...service, folder, close, [Symbol.asyncDispose]: close };
}

/** Removes a folder, unless a test has done so. */
async function remove(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
