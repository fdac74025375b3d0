/** Lists experiments through `defaultSession()`, and says how that went. */
import { defaultSession, listExperiments } from "../../mod.ts";

try {
  const session = await defaultSession();
  const experiments = await Array.fromAsync(listExperiments({ session }));
  console.log(`listed ${experiments.length} at ${session.location}`);
} catch (error) {
  console.log(error instanceof Error ? `${error.name}: ${error.message}` : error);
}
