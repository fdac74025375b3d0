/**
 * Opening a session over AWS: what is configured, and the clients made for it. Loaded when a session
 * is opened. Browser-safe: a browser has no configuration, so region and credentials are given.
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
import { type AwsSettings, checkProfile, readAwsSettings, requireRegion } from "./aws_settings.ts";
import { CredentialTrail } from "../session/credential_trail.ts";
import { platformFetch } from "./platform_fetch.ts";
import { configuredEndpoint } from "../session/configured_endpoint.ts";
import type { AwsClient } from "../session/caller.ts";
import { createSession, type Session } from "../session/session.ts";
import { type Fetch, fetchTransport } from "../session/transport.ts";
import { VERSION } from "../version.ts";

/** Options of `awsSession`. */
export interface AwsSessionOptions {
  /**
   * AWS region.
   * @default AWS_REGION, AWS_DEFAULT_REGION, the profile's, or the SageMaker job's
   */
  readonly region?: string | undefined;
  /**
   * Credentials, or a function that provides them anew when they expire.
   * @default the AWS SDK's chain: environment, profile, SSO, container, instance
   */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>) | undefined;
  /**
   * One address for every service, such as a local service's.
   * @default AWS's own, or what AWS_ENDPOINT_URL variables or the profile's `endpoint_url` say
   */
  readonly endpoint?: string | undefined;
  /**
   * What sends requests.
   * @default the platform's `fetch`, trusting AWS_CA_BUNDLE in Deno and Bun
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
  /** Receives warnings and notices. */
  readonly logger?: Logger | undefined;
  /**
   * Whether the first run of each experiment says where it is recorded: account, region, experiment.
   * @default true, unless RUNLOG_NOTICES is 0
   */
  readonly notices?: boolean | undefined;
}

/** Time limit of one request, and of one part of a file, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;
const PART_TIMEOUT_MS = 300_000;

/** Where a client tells how a request ended. */
const WATCH = { step: "initialize", name: "renewCredentials" } as const;

/** Opens a session over AWS. */
export async function openAwsSession(options: AwsSessionOptions): Promise<Session> {
  const given = await resolveOptions(options);
  const { credentials, endpoint, common } = given;
  const platform = options.fetch ? undefined : platformFetch(options.logger ?? console);
  const send = options.fetch ?? platform?.fetch;
  const [{ SageMakerClient }, { retryWithSignals }] = await Promise.all([
    import("../session/clients/sagemaker.ts"),
    import("../session/sdk_retry.ts"),
  ]);
  const sagemaker = new SageMakerClient({
    ...common,
    requestHandler: fetchTransport(send, { timeoutMs: REQUEST_TIMEOUT_MS }),
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
      // Servers other than AWS seldom answer `{bucket}.{host}`.
      const forcePathStyle = (endpoint ?? await configuredEndpoint("S3")) !== undefined;
      const makeClient = (region = common.region): AwsClient => {
        const client = new S3Client({
          ...common,
          region,
          forcePathStyle,
          // Node's fetch refuses the header, and a transport of fetch's has no use for it.
          expectContinueHeader: false,
          requestHandler: fetchTransport(send, { timeoutMs: PART_TIMEOUT_MS }),
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
    metricsEndpoint: endpoint ?? await configuredEndpoint("SageMaker Metrics"),
    artifactBucket: options.artifactBucket,
    artifactBucketPrefix: options.artifactBucketPrefix,
    artifactEncryption: options.artifactEncryption,
    artifactBucketOwner: options.artifactBucketOwner,
    logger: options.logger,
    notices: options.notices,
    location: endpoint ?? await configuredEndpoint("SageMaker") ?? `SageMaker in ${common.region}`,
    tracksJobs: true,
    dispose: () => {
      sagemaker.destroy();
      for (const client of s3Clients) client.destroy();
      platform?.close();
      return Promise.resolve();
    },
  });
}

/** Options with what is configured in place of what is left out. */
interface ResolvedOptions {
  readonly credentials: RenewedCredentials | undefined;
  readonly endpoint: string | undefined;
  /** What both clients share. */
  readonly common: ClientConfig;
}

/** Absent members leave the SDK's own defaults in place. */
interface ClientConfig {
  readonly region: string;
  readonly profile?: string;
  readonly credentials?: () => Promise<SdkCredentials>;
  readonly endpoint?: string;
  readonly maxAttempts?: number;
  readonly defaultUserAgentProvider: () => Promise<[string, string][]>;
}

async function resolveOptions(options: AwsSessionOptions): Promise<ResolvedOptions> {
  const { endpoint, maxAttempts } = options;
  const credentials = options.credentials && new RenewedCredentials(options.credentials);
  const isComplete = options.region !== undefined && credentials !== undefined;
  const settings = isComplete ? undefined : await readAwsSettings();
  const region = requireRegion(options.region, settings);
  if (!credentials && settings) checkProfile(settings);
  return {
    credentials,
    endpoint,
    common: {
      region,
      ...(credentials ? { credentials: () => credentials.provide() } : chainConfig(settings)),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
      defaultUserAgentProvider: userAgent,
    },
  };
}

/** What the SDK's chain of credentials needs beside its own defaults. */
function chainConfig(settings: AwsSettings | undefined): object {
  const profile = settings?.profile;
  // The SDK reads AWS_PROFILE only. As in Python's, keys in variables go before this one.
  const isOther = profile?.variable === "AWS_DEFAULT_PROFILE" &&
    readEnvironment("AWS_ACCESS_KEY_ID") === undefined;
  return {
    ...(isOther ? { profile: profile.name } : {}),
    // The client hands its configuration to the chain, and the chain this to the clients it makes
    // for STS and SSO.
    clientConfig: { defaultUserAgentProvider: userAgent },
    logger: new CredentialTrail(),
  };
}

/** The SDK's own asks the operating system for its release, a permission of its own in Deno. */
function userAgent(): Promise<[string, string][]> {
  return Promise.resolve([["runlog", VERSION]]);
}
