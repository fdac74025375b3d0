/** A registry of npm packages on loopback, which has the versions that it was given and no others. */
import type { Tarball } from "./locked_packages.ts";

/** A registry that answers npm and Bun. */
export interface Registry extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** Names that were asked for and are not there. */
  readonly missing: readonly string[];
}

/** Serves tarballs, one version of a package or several. */
export async function serveRegistry(tarballs: readonly Tarball[]): Promise<Registry> {
  const missing: string[] = [];
  const entries = await Promise.all(tarballs.map(async (tarball) => {
    const digest = await crypto.subtle.digest("SHA-512", await Deno.readFile(tarball.path));
    return { ...tarball, integrity: `sha512-${new Uint8Array(digest).toBase64()}` };
  }));
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const { origin, pathname } = new URL(request.url);
    const path = decodeURIComponent(pathname.slice(1));
    const file = entries.find(({ manifest }) => path === fileOf(manifest));
    if (file) return new Response(await Deno.readFile(file.path));
    const versions = entries.filter(({ manifest }) => manifest.name === path);
    if (versions.length === 0) {
      missing.push(path);
      return Response.json({ error: "Not found" }, { status: 404 });
    }
    return Response.json({
      name: path,
      "dist-tags": { latest: versions.at(-1)?.manifest.version },
      versions: Object.fromEntries(versions.map(({ manifest, integrity }) => [
        manifest.version,
        { ...manifest, dist: { tarball: `${origin}/${fileOf(manifest)}`, integrity } },
      ])),
    });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    missing,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function fileOf({ name, version }: Tarball["manifest"]): string {
  return `${name}/-/${name.replace("/", "-")}-${version}.tgz`;
}
