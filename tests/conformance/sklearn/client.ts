/** An array with its numpy type; numbers that JSON does not have stand as their names. */
export interface NumpyArray {
  readonly dtype: string;
  readonly values: readonly unknown[];
}

/** What a call came to. */
export type Answer =
  | { readonly kind: "value"; readonly value: unknown; readonly warnings: readonly string[] }
  | { readonly kind: "error"; readonly message: string };

/** scikit-learn, in a Python process that lives as long as the client. Calls wait for each other. */
export class Sklearn {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncGenerator<string, void>;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #last: Promise<unknown> = Promise.resolve();

  /** @param python The interpreter that has scikit-learn */
  constructor(python: string) {
    this.#child = new Deno.Command(python, {
      args: ["-u", `${import.meta.dirname}/helper.py`],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#lines = linesOf(this.#child.stdout);
    this.#requests = this.#child.stdin.getWriter();
  }

  /** Calls a function that helper.py knows. */
  call(
    name: string,
    args: readonly unknown[],
    options: Record<string, unknown> = {},
  ): Promise<Answer> {
    const answer = this.#last.then(async (): Promise<Answer> => {
      const request = JSON.stringify({ call: name, args, options });
      await this.#requests.write(new TextEncoder().encode(`${request}\n`));
      const { value: line } = await this.#lines.next();
      if (line === undefined) throw new Error("The scikit-learn process ended");
      const { error, value, warnings } = JSON.parse(line);
      return error === undefined
        ? { kind: "value", value, warnings }
        : { kind: "error", message: error };
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#requests.close();
    await this.#lines.return();
    await this.#child.status;
  }
}

/** A column of numbers. */
export function floats(values: readonly number[], dtype = "float64"): NumpyArray {
  const isPlain = (value: number) => Number.isFinite(value) && !Object.is(value, -0);
  return {
    dtype,
    values: values.map((value) =>
      isPlain(value) ? value : Object.is(value, -0) ? "-0" : String(value)
    ),
  };
}

async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
