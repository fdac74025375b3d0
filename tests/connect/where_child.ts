/** Says where `defaultSession()` records, in a line of JSON. */
import { defaultSession } from "../../mod.ts";

try {
  const session = await defaultSession();
  console.log(`at ${session.location}`);
  await session[Symbol.asyncDispose]();
} catch (error) {
  console.log(`at ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
}
