/**
 * What AWS does not document and a probe run shows, as a report to paste into an issue.
 *
 * @module
 */
import type { Session } from "../../../../mod.ts";
import { sendPreflight } from "../../../session.ts";
import { factsOf } from "./permission.ts";

/** One thing that AWS does not document. */
export interface Answer {
  /** What was asked. */
  readonly question: string;
  /** What was seen. */
  readonly answer: string;
}

/** Characters whose fate AWS does not document, in values of parameters. */
const CHARACTERS = [
  ["line feed", "\n"],
  ["carriage return", "\r"],
  ["U+0085", "\u0085"],
  ["U+2028", "\u2028"],
  ["U+2029", "\u2029"],
] as const;

/** A page's origin, for the preflight. */
const ORIGIN = "https://runlog.example";

/** Notes what AWS does. */
export class Questions {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  readonly #answers: Answer[] = [];
  #throttled = 0;

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  /** Everything that was seen. */
  get answers(): readonly Answer[] {
    const throttling = this.#throttled === 0 ? "none seen" : `seen ${this.#throttled} times`;
    return [...this.#answers, { question: "throttling of single requests", answer: throttling }];
  }

  /** Notes how the ARN of a run group is written. */
  noteTrial(name: string, arn: string | undefined): void {
    if (arn === undefined) return;
    const written = arn.slice(arn.lastIndexOf("/") + 1);
    const answer = written === name
      ? "as it was given"
      : written === name.toLowerCase()
      ? "lower case"
      : `"${written}" for "${name}"`;
    this.#answers.push({ question: "letter case of a trial's ARN", answer });
  }

  /** Notes a failed request; whether AWS throttled it. */
  noteFailure(error: unknown): boolean {
    const { name, status } = factsOf(error);
    const isThrottled = status === 429 || /Throttl|TooManyRequests|SlowDown/i.test(name);
    if (isThrottled) this.#throttled++;
    return isThrottled;
  }

  /** Asks which characters a parameter may hold. */
  async ask(TrialComponentName: string): Promise<void> {
    for (const [name, character] of CHARACTERS) {
      const question = `${name} in a parameter's value`;
      this.#answers.push({ question, answer: await this.#write(TrialComponentName, character) });
    }
  }

  /** Asks whether SageMaker answers web pages. */
  async askPages(): Promise<void> {
    const question = "CORS: a preflight to SageMaker";
    try {
      const { status, allowedOrigin } = await sendPreflight(this.#session, ORIGIN);
      const allowed = allowedOrigin === undefined ? "no origin allowed" : `allows ${allowedOrigin}`;
      this.#answers.push({ question, answer: `HTTP ${status}, ${allowed}` });
    } catch (error) {
      this.#answers.push({ question, answer: `no answer: ${factsOf(error).message}` });
    }
  }

  async #write(TrialComponentName: string, character: string): Promise<string> {
    const { sagemaker } = this.#session;
    const options = { signal: this.#signal };
    const value = `before${character}after`;
    try {
      const Parameters = { character: { StringValue: value } };
      await sagemaker.call("UpdateTrialComponent", { TrialComponentName, Parameters }, options);
    } catch (error) {
      const { name, message } = factsOf(error);
      return `rejected: ${name}: ${message}`;
    }
    try {
      const found = await sagemaker.call("DescribeTrialComponent", { TrialComponentName }, options);
      const kept = found.Parameters?.["character"]?.StringValue;
      return kept === value
        ? "accepted, and read back unchanged"
        : `accepted, and read back as ${JSON.stringify(kept)}`;
    } catch (error) {
      return `accepted; not read back: ${factsOf(error).message}`;
    }
  }
}
