/** Where scikit-learn is to be had: pinned versions, installed once, outside the checkout. */
import { pythonTool } from "../../support/python.ts";
import { Sklearn } from "./client.ts";

/** A Python that has scikit-learn, or why there is none. */
export type PythonSetup =
  | { readonly kind: "ready"; readonly python: string }
  | { readonly kind: "missing"; readonly reason: string };

/**
 * Finds or makes the Python. Continuous integration must have it: there, its absence is an error.
 * Elsewhere it is told on stderr, and tests that compare with scikit-learn are ignored.
 */
export async function setupPython(): Promise<PythonSetup> {
  try {
    const requirements = new URL("./requirements.txt", import.meta.url);
    return { kind: "ready", python: await pythonTool("sklearn", requirements) };
  } catch (cause) {
    if (Deno.env.get("CI") === "true") throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    console.error(`%cNOT COMPARED with scikit-learn: ${reason}`, "color: red");
    return { kind: "missing", reason };
  }
}

/** Registers a test that compares with scikit-learn. */
export type Compare = (name: string, body: (sklearn: Sklearn) => Promise<void>) => void;

/** Registers tests that compare with scikit-learn; they are ignored where there is none. */
export async function comparison(): Promise<Compare> {
  const setup = await setupPython();
  return (name, body) => {
    if (setup.kind === "missing") return Deno.test.ignore(name, () => {});
    Deno.test(name, async () => {
      await using sklearn = new Sklearn(setup.python);
      await body(sklearn);
    });
  };
}
