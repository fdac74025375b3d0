/**
 * fast-check with the seed of the test run, so that what passes once passes again: `RUNLOG_SEED` tries
 * other cases.
 */
import fc from "fast-check";
import { SEED } from "./dice.ts";

// A length that a test names is drawn in full: by default fast-check stays near ten.
fc.configureGlobal({ seed: SEED, defaultSizeToMaxWhenMaxSpecified: true });

export default fc;
