// Bundled for the browser: records into the page's own origin what the address says.
import { record, type Recording } from "./recorder.ts";

const recording = JSON.parse(decodeURIComponent(location.hash.slice(1))) as Recording;
Object.assign(globalThis, {
  outcome: await record(recording).then(
    (recorded) => ({ recorded }),
    (error) => ({ failure: String(error?.stack ?? error) }),
  ),
});
