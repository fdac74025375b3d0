/** Reads and writes the store of a folder, and prints its buckets and what it is refused with. */
import { openStore } from "../test_service.ts";

try {
  const store = openStore(Deno.args[0] ?? "");
  const buckets = await store.read(({ objects }) => objects.buckets());
  console.log(JSON.stringify(buckets.map(({ name }) => name)));
  await store.write(({ objects }) => objects.createBucket("other", 1));
  await store.close();
} catch (error) {
  console.log(String(error));
}
