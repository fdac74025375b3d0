/**
 * Credentials that are asked for anew when they expire, or when AWS says they have. Browser-safe.
 *
 * @module
 */
import { codeOf } from "./aws_errors.ts";

/** Credentials of AWS. */
export interface AwsCredentials {
  /** Access key. */
  readonly accessKeyId: string;
  /** Secret of the access key. */
  readonly secretAccessKey: string;
  /** Token of temporary credentials. */
  readonly sessionToken?: string | undefined;
  /** When temporary credentials expire; text, as JSON has it, is a date of ISO 8601. */
  readonly expiration?: Date | string | undefined;
}

/** Credentials as the AWS SDK takes them. */
export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Codes by which AWS's services say that a token is too old. */
export const EXPIRED_CODES: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
]);

/** As the AWS SDK does: anew five minutes before they expire. */
const RENEWAL_MS = 300_000;

/** Credentials of a session's clients. */
export class RenewedCredentials {
  readonly #source: AwsCredentials | (() => Promise<AwsCredentials>);
  #current: Promise<SdkCredentials> | undefined;
  #expiration = Infinity;

  /** @param source Credentials, or what provides them */
  constructor(source: AwsCredentials | (() => Promise<AwsCredentials>)) {
    this.#source = source;
  }

  /**
   * The credentials to sign with now. To the SDK they are always about to expire: it would keep those
   * without an expiration for good, and the others until then, even when AWS refuses them.
   */
  async provide(): Promise<SdkCredentials> {
    if (Date.now() > this.#expiration - RENEWAL_MS) this.#current = undefined;
    this.#current ??= this.#ask();
    return { ...await this.#current, expiration: new Date(0) };
  }

  /** Passes a request's outcome on, and asks anew next time if its credentials had expired. */
  async watch<Output>(sent: Promise<Output>): Promise<Output> {
    try {
      return await sent;
    } catch (error) {
      if (EXPIRED_CODES.has(codeOf(error) ?? "")) this.#current = undefined;
      throw error;
    }
  }

  async #ask(): Promise<SdkCredentials> {
    try {
      const given = typeof this.#source === "function" ? await this.#source() : this.#source;
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = given;
      this.#expiration = expiration === undefined ? Infinity : new Date(expiration).getTime();
      return {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
      };
    } catch (error) {
      this.#current = undefined;
      throw error;
    }
  }
}
