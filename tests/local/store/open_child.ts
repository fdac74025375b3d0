/** Opens the store of a folder, and prints what it is refused with. */
import { openStore } from "../test_service.ts";

try {
  await openStore(Deno.args[0] ?? "").close();
} catch (error) {
  console.log(String(error));
}
