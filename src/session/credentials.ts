/**
 * Renews credentials when they expire, or when AWS reports that they have.
 *
 * @module
 */
import { codeOf } from "./aws_errors.ts";

/** AWS credentials. */
export interface AwsCredentials {
  /** Access key ID. */
  readonly accessKeyId: string;
  /** Secret access key. */
  readonly secretAccessKey: string;
  /** Session token of temporary credentials. */
  readonly sessionToken?: string | undefined;
  /** Expiration of temporary credentials: a date, or an ISO 8601 string as in JSON. */
  readonly expiration?: Date | string | undefined;
}

/** Credentials in the form that the AWS SDK accepts. */
export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Error codes with which AWS services report an expired token. */
export const EXPIRED_CODES: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
]);

/** Time before expiration at which credentials are renewed: five minutes, as in the AWS SDK. */
const RENEWAL_MS = 300_000;

/** Provides a session's clients with credentials, and renews them. */
export class RenewedCredentials {
  readonly #source: AwsCredentials | (() => Promise<AwsCredentials>);
  #current: Promise<SdkCredentials> | undefined;
  #expiration = Infinity;

  /** @param source Credentials, or a function that returns them */
  constructor(source: AwsCredentials | (() => Promise<AwsCredentials>)) {
    this.#source = source;
  }

  /**
   * Returns the current credentials, marked as about to expire. Otherwise the SDK would keep them
   * until they expire, or permanently if they do not expire, even after AWS rejects them.
   */
  async provide(): Promise<SdkCredentials> {
    if (Date.now() > this.#expiration - RENEWAL_MS) this.#current = undefined;
    this.#current ??= this.#ask();
    return { ...await this.#current, expiration: new Date(0) };
  }

  /**
   * Returns the outcome of a request. If its credentials had expired, the next request gets new
   * ones.
   */
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
