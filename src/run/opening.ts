/**
 * Collects the code that only the opening of a run needs, so that pages load it as one part, with the
 * first run.
 *
 * @module
 */
export { handOver } from "./run_handover.ts";
export { RunHold } from "./heartbeat.ts";
export { loadResources, openResources } from "./resources.ts";
export { RunParts } from "./parts.ts";
export { AttemptLog, timeoutError } from "../session/attempt_log.ts";
