import { type LocalService, localService, type LocalServiceOptions } from "../../src/local.ts";

/** A local service over a store in a temporary folder, which goes away with it. */
export async function temporaryService(
  options: Omit<LocalServiceOptions, "path"> = {},
): Promise<LocalService & { readonly folder: string }> {
  const folder = await Deno.makeTempDir({ prefix: "runlog-service-" });
  const service = await localService({ ...options, path: folder });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> =>
    closed ??= service.close().then(() => Deno.remove(folder, { recursive: true }));
  return { ...service, folder, close, [Symbol.asyncDispose]: close };
}
