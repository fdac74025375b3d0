/**
 * fast-check with the seed of the test run, so that what passes once passes again: `RUNLOG_SEED` tries
 * other cases.
 */
import fc from "fast-check";
import { SEED } from "./dice.ts";

fc.configureGlobal({ seed: SEED });

export default fc;
