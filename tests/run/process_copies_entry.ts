// The library as one module, as a program has it that bundles or installs it.
export * from "../../mod.ts";
export { localSession } from "../../src/local.ts";
