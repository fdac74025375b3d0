/** Where scikit-learn is to be had: pinned versions, installed once, outside the checkout. */
import { pythonTool } from "../../support/python.ts";
import { Sklearn } from "./client.ts";

/** The path of a Python that has scikit-learn; it is an error that none can be made. */
export async function sklearnPython(): Promise<string> {
  return await pythonTool("sklearn", new URL("./requirements.txt", import.meta.url));
}

/** Registers a test that compares with scikit-learn. */
export type Compare = (name: string, body: (sklearn: Sklearn) => Promise<void>) => void;

/** Finds or makes the Python, for tests that compare with scikit-learn. */
export async function comparison(): Promise<Compare> {
  const python = await sklearnPython();
  return (name, body) => {
    Deno.test(name, async () => {
      await using sklearn = new Sklearn(python);
      await body(sklearn);
    });
  };
}
