import { bunPath } from "../support/tools.ts";
import { pythonTool } from "../support/python.ts";

/** What a worker measured. */
export interface Measurement {
  /** Milliseconds of each call. */
  readonly times: readonly number[];
  /** The average precision or the area. */
  readonly value: number;
  /** Kilobytes at the peak, beyond the process with its inputs. */
  readonly memory: number;
}

/** Where curves are computed. */
export type Contender = "scikit-learn" | "Deno" | "Bun";

/** A process that times curves on request. */
export class Worker {
  readonly #child: Deno.ChildProcess;
  readonly #requests: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: ReadableStreamDefaultReader<string>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#requests = child.stdin.getWriter();
    this.#answers = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Starts a process over a folder of inputs. */
  static async start(contender: Contender, folder: string): Promise<Worker> {
    const [command, args] = await commandOf(contender);
    // These two slow scikit-learn down; where they are set, it is for other programs.
    const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = Deno.env.toObject();
    return new Worker(
      new Deno.Command(command, {
        args: [...args, folder],
        stdin: "piped",
        stdout: "piped",
        clearEnv: true,
        env,
      }).spawn(),
    );
  }

  /** Times calls of one task. */
  async measure(
    size: number,
    shape: string,
    task: string,
    calls: number,
  ): Promise<Measurement> {
    const request = `${size} ${shape} ${task} ${calls}\n`;
    await this.#requests.write(new TextEncoder().encode(request));
    for (let answer = "";;) {
      const { value, done } = await this.#answers.read();
      if (done) throw new Error("A worker ended");
      answer += value;
      if (answer.endsWith("\n")) return JSON.parse(answer);
    }
  }

  /** Ends the process. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#requests.close();
    await this.#answers.cancel();
    await this.#child.status;
  }
}

async function commandOf(contender: Contender): Promise<[string, readonly string[]]> {
  const path = (file: string) => new URL(file, import.meta.url).pathname;
  switch (contender) {
    case "scikit-learn": {
      const requirements = new URL("../conformance/sklearn/requirements.txt", import.meta.url);
      return [await pythonTool("sklearn", requirements), [path("./curves_worker.py")]];
    }
    case "Deno":
      return [Deno.execPath(), ["run", "--quiet", "--allow-all", path("./curves_worker.ts")]];
    case "Bun":
      return [await bunPath(), ["run", path("./curves_worker.ts")]];
  }
}
