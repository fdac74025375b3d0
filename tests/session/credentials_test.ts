import { assert, assertEquals, assertRejects } from "@std/assert";
import { type AwsCredentials, RenewedCredentials } from "../../src/session/credentials.ts";
import { awsError } from "../support/metrics_client.ts";

/** Numbered credentials, each new one good for so many milliseconds. */
function numbered(lifetime?: number): () => Promise<AwsCredentials> {
  let asked = 0;
  return () =>
    Promise.resolve({
      accessKeyId: `key-${asked++}`,
      secretAccessKey: "secret",
      ...(lifetime === undefined ? {} : { expiration: new Date(Date.now() + lifetime) }),
    });
}

async function keyOf(credentials: RenewedCredentials): Promise<string> {
  return (await credentials.provide()).accessKeyId;
}

Deno.test("RenewedCredentials asks once for credentials that last, however many requests there are", async () => {
  for (const lifetime of [undefined, 3_600_000]) {
    const credentials = new RenewedCredentials(numbered(lifetime));
    const keys = await Promise.all(Array.from({ length: 20 }, () => keyOf(credentials)));
    assertEquals(new Set(keys), new Set(["key-0"]));
  }
});

Deno.test("RenewedCredentials asks anew five minutes before they expire", async () => {
  const credentials = new RenewedCredentials(numbered(299_000));
  assertEquals([await keyOf(credentials), await keyOf(credentials)], ["key-0", "key-1"]);
});

Deno.test("RenewedCredentials asks anew once AWS says they expired, and at no other error", async () => {
  const credentials = new RenewedCredentials(numbered());
  await keyOf(credentials);
  for (
    const [name, key] of [["AccessDenied", "key-0"], ["ExpiredTokenException", "key-1"]] as const
  ) {
    const error = awsError(name, 403);
    assert(error === await assertRejects(() => credentials.watch(Promise.reject(error))));
    assertEquals(await keyOf(credentials), key);
  }
});

Deno.test("RenewedCredentials asks again after what provides them failed", async () => {
  let isDown = true;
  const provide = numbered();
  const credentials = new RenewedCredentials(() =>
    isDown ? Promise.reject(new Error("no metadata service")) : provide()
  );
  await assertRejects(() => credentials.provide(), Error, "no metadata service");
  isDown = false;
  assertEquals(await keyOf(credentials), "key-0");
});
