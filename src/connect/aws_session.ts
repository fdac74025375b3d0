/**
 * A session over AWS, with the platform's default chain for region and credentials. Browser-safe:
 * a browser has no chain, so region and credentials are given.
 *
 * @module
 */
import {
  type AwsCredentials,
  RenewedCredentials,
  type SdkCredentials,
} from "../session/credentials.ts";
import type { Encryption } from "../rules/encryption.ts";
import type { Logger } from "../ports/logger.ts";
import { readEnvironment } from "../runtime.ts";
import type { AwsClient } from "../session/caller.ts";
import { createSession, type Session } from "../session/session.ts";
import { type Fetch, fetchTransport } from "../session/transport.ts";

/** Options of {@linkcode awsSession}. */
export interface AwsSessionOptions {
  /**
   * AWS region.
   * @default AWS_REGION, or the profile's
   */
  readonly region?: string | undefined;
  /**
   * Credentials, or a function that provides them anew when they expire.
   * @default the AWS SDK's chain: environment, profile, SSO, container, instance
   */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>) | undefined;
  /**
   * One address for every service, such as a local service's.
   * @default AWS's own, or the AWS_ENDPOINT_URL variables'
   */
  readonly endpoint?: string | undefined;
  /**
   * What sends requests.
   * @default the platform's `fetch`
   */
  readonly fetch?: Fetch | undefined;
  /**
   * Attempts of a request, within the AWS SDK.
   * @default the SDK's: 3
   */
  readonly maxAttempts?: number | undefined;
  /** Bucket for files, where a run names none. */
  readonly artifactBucket?: string | undefined;
  /** Key prefix within the default bucket. */
  readonly artifactBucketPrefix?: string | undefined;
  /** How S3 encrypts files, where a run does not say. */
  readonly artifactEncryption?: Encryption | undefined;
  /** The account, twelve digits, that buckets must belong to, where a run does not say. */
  readonly artifactBucketOwner?: string | undefined;
  /** Where notices go. */
  readonly logger?: Logger | undefined;
}

/** Time limit of one request, and of one part of a file, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;
const PART_TIMEOUT_MS = 300_000;

/** Where a client tells how a request ended. */
const WATCH = { step: "initialize", name: "renewCredentials" } as const;

/**
 * A session over AWS, through fetch-based clients made for it: network faults are tried again and
 * time limits kept in every runtime. In Deno it needs `--allow-env --allow-net`, and `--allow-read
 * --allow-sys` where credentials come from files.
 *
 * @param options Region, credentials, endpoint
 * @returns A session; disposing it closes its clients
 *
 * @example
 * ```ts
 * import { awsSession } from "@runlog/sagemaker";
 *
 * const session = await awsSession({ region: "eu-west-1" });
 * ```
 */
export async function awsSession(options: AwsSessionOptions = {}): Promise<Session> {
  const [{ SageMakerClient }, { retryWithSignals }] = await Promise.all([
    import("../session/clients/sagemaker.ts"),
    import("../session/sdk_retry.ts"),
  ]);
  const credentials = options.credentials && new RenewedCredentials(options.credentials);
  const common = clientConfig(options, credentials);
  const sagemaker = new SageMakerClient({
    ...common,
    requestHandler: fetchTransport(options.fetch, { timeoutMs: REQUEST_TIMEOUT_MS }),
  });
  if (credentials) {
    sagemaker.middlewareStack.add((next) => (args) => credentials.watch(next(args)), WATCH);
  }
  retryWithSignals(sagemaker);
  const s3Clients: { destroy(): void }[] = [];
  return createSession({
    sagemaker,
    s3: async () => {
      const [{ S3Client }, { regionalS3 }] = await Promise.all([
        import("../session/clients/s3.ts"),
        import("../session/regional_s3.ts"),
      ]);
      const makeClient = (region?: string): AwsClient => {
        const client = new S3Client({
          ...common,
          ...(region === undefined ? {} : { region }),
          forcePathStyle: hasOwnEndpoint(options),
          // Node's fetch refuses the header, and a transport of fetch's has no use for it.
          expectContinueHeader: false,
          requestHandler: fetchTransport(options.fetch, { timeoutMs: PART_TIMEOUT_MS }),
        });
        if (credentials) {
          client.middlewareStack.add((next) => (args) => credentials.watch(next(args)), WATCH);
        }
        retryWithSignals(client);
        s3Clients.push(client);
        return client;
      };
      return regionalS3(makeClient(), makeClient);
    },
    metricsEndpoint: options.endpoint ?? readEnvironment("AWS_ENDPOINT_URL_SAGEMAKER_METRICS"),
    artifactBucket: options.artifactBucket,
    artifactBucketPrefix: options.artifactBucketPrefix,
    artifactEncryption: options.artifactEncryption,
    artifactBucketOwner: options.artifactBucketOwner,
    logger: options.logger,
    location: options.endpoint ?? `SageMaker${common.region ? ` in ${common.region}` : ""}`,
    tracksJobs: true,
    dispose: () => {
      sagemaker.destroy();
      for (const client of s3Clients) client.destroy();
      return Promise.resolve();
    },
  });
}

/**
 * The region that the platform's chain finds: environment, then the profile's file. Undefined when
 * none is configured, or reading it is not permitted.
 */
export async function configuredRegion(): Promise<string | undefined> {
  const named = readEnvironment("AWS_REGION") ?? readEnvironment("AWS_DEFAULT_REGION");
  if (named !== undefined) return named;
  try {
    const { SageMakerClient } = await import("../session/clients/sagemaker.ts");
    return await new SageMakerClient({}).config.region();
  } catch {
    // The SDK throws both when there is no region and when it may not look for one.
    return undefined;
  }
}

/** What both clients share. Absent members leave the SDK's own defaults in place. */
function clientConfig(
  { region, endpoint, maxAttempts }: AwsSessionOptions,
  credentials: RenewedCredentials | undefined,
): {
  readonly region?: string;
  readonly credentials?: () => Promise<SdkCredentials>;
  readonly endpoint?: string;
  readonly maxAttempts?: number;
  readonly defaultUserAgentProvider: () => Promise<[string, string][]>;
} {
  // The SDK reads AWS_REGION only.
  const where = region ?? readEnvironment("AWS_REGION") ?? readEnvironment("AWS_DEFAULT_REGION");
  return {
    ...(where === undefined ? {} : { region: where }),
    ...(credentials === undefined ? {} : { credentials: () => credentials.provide() }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    // The SDK's own asks the operating system for its release, a permission of its own in Deno.
    defaultUserAgentProvider: () => Promise.resolve([["runlog", "0.1.0"]]),
  };
}

/** Servers other than AWS seldom answer `{bucket}.{host}`. */
function hasOwnEndpoint({ endpoint }: AwsSessionOptions): boolean {
  return (endpoint ?? readEnvironment("AWS_ENDPOINT_URL_S3") ??
    readEnvironment("AWS_ENDPOINT_URL")) !== undefined;
}
