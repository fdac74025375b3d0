/**
 * Reports behavior that AWS does not document, as observed with a probe run. Users paste the report
 * into an issue.
 *
 * @module
 */
import type { Session } from "../../../../mod.ts";
import { sendPreflight } from "../../../session.ts";
import { factsOf } from "./permission.ts";

/** One observation of undocumented behavior. */
export interface Answer {
  /** The tested behavior. */
  readonly question: string;
  /** The observed result. */
  readonly answer: string;
}

/** Characters in parameter values whose treatment AWS does not document. */
const CHARACTERS = [
  ["line feed", "\n"],
  ["carriage return", "\r"],
  ["U+0085", "\u0085"],
  ["U+2028", "\u2028"],
  ["U+2029", "\u2029"],
] as const;

/** Origin of a web page, for the preflight request. */
const ORIGIN = "https://runlog.example";

/** Collects observations of AWS. */
export class Questions {
  readonly #session: Session;
  readonly #signal: AbortSignal;
  readonly #answers: Answer[] = [];
  #throttled = 0;

  constructor(session: Session, signal: AbortSignal) {
    this.#session = session;
    this.#signal = signal;
  }

  /** The observations so far. */
  get answers(): readonly Answer[] {
    const throttling = this.#throttled === 0 ? "none seen" : `${this.#throttled} seen`;
    return [...this.#answers, { question: "throttling of single requests", answer: throttling }];
  }

  /** Observes the letter case of a run group's ARN. */
  noteTrial(name: string, arn: string | undefined): void {
    if (arn === undefined) return;
    const written = arn.slice(arn.lastIndexOf("/") + 1);
    const answer = written === name
      ? "unchanged"
      : written === name.toLowerCase()
      ? "lower case"
      : `"${written}" for "${name}"`;
    this.#answers.push({ question: "letter case of a trial's ARN", answer });
  }

  /** Observes a failed request and returns whether AWS throttled it. */
  noteFailure(error: unknown): boolean {
    const { name, status } = factsOf(error);
    const isThrottled = status === 429 || /Throttl|TooManyRequests|SlowDown/i.test(name);
    if (isThrottled) this.#throttled++;
    return isThrottled;
  }

  /** Tests which characters a parameter may contain. */
  async ask(TrialComponentName: string): Promise<void> {
    for (const [name, character] of CHARACTERS) {
      const question = `${name} in a parameter's value`;
      this.#answers.push({ question, answer: await this.#write(TrialComponentName, character) });
    }
  }

  /** Tests whether SageMaker accepts requests from web pages. */
  async askPages(): Promise<void> {
    const question = "CORS: a preflight to SageMaker";
    try {
      const { status, allowedOrigin } = await sendPreflight(this.#session, ORIGIN);
      const allowed = allowedOrigin === undefined ? "no origin allowed" : `allows ${allowedOrigin}`;
      this.#answers.push({ question, answer: `HTTP ${status}, ${allowed}` });
    } catch (error) {
      this.#answers.push({ question, answer: `no response: ${factsOf(error).message}` });
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
      return `accepted; reading it back failed: ${factsOf(error).message}`;
    }
  }
}
