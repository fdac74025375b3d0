/**
 * Opens a session over AWS: reads the configuration and creates the clients. Loaded when a session is
 * opened. Browsers have no configuration, so the caller passes region and credentials there.
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
import { checkRuntime } from "./check_runtime.ts";
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
   * Credentials, or a function that returns temporary ones; runlog calls it again when they expire.
   * @default the AWS SDK's chain: environment, profile, SSO, container, instance
   */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>) | undefined;
  /**
   * One endpoint URL for every service, such as a local service's.
   * @default AWS's own, or the AWS_ENDPOINT_URL variables or the profile's `endpoint_url`
   */
  readonly endpoint?: string | undefined;
  /**
   * Function that sends requests.
   * @default the platform's `fetch`, trusting AWS_CA_BUNDLE in Deno and Bun
   */
  readonly fetch?: Fetch | undefined;
  /**
   * Maximum number of attempts per request in the AWS SDK.
   * @default the SDK's: 3
   */
  readonly maxAttempts?: number | undefined;
  /** Bucket for files, unless a run names another. */
  readonly artifactBucket?: string | undefined;
  /** Key prefix within the default bucket. */
  readonly artifactBucketPrefix?: string | undefined;
  /** Encryption of files in S3, unless a run has its own setting. */
  readonly artifactEncryption?: Encryption | undefined;
  /** Account (twelve digits) that buckets must belong to, unless a run names another. */
  readonly artifactBucketOwner?: string | undefined;
  /** Receives warnings and notices. */
  readonly logger?: Logger | undefined;
  /**
   * Whether the first run of each experiment logs where it is recorded: account, region, experiment.
   * @default true, unless RUNLOG_NOTICES is 0
   */
  readonly notices?: boolean | undefined;
}

/** Time limit of one request, and of one part of a file, in milliseconds. */
const REQUEST_TIMEOUT_MS = 60_000;
const PART_TIMEOUT_MS = 300_000;

/** Place of the middleware that observes the outcome of requests. */
const WATCH = { step: "initialize", name: "renewCredentials" } as const;

/** Opens a session over AWS. */
export async function openAwsSession(options: AwsSessionOptions): Promise<Session> {
  checkRuntime("Cannot open AWS session");
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
          // Node's fetch rejects the header, and a fetch transport does not use it.
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

/** Options, with configured values as defaults. */
interface ResolvedOptions {
  readonly credentials: RenewedCredentials | undefined;
  readonly endpoint: string | undefined;
  /** Configuration that both clients share. */
  readonly common: ClientConfig;
}

/** Configuration of a client. Absent members keep the SDK's defaults. */
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

/** Returns the settings that the SDK's credential chain needs besides its defaults. */
function chainConfig(settings: AwsSettings | undefined): object {
  const profile = settings?.profile;
  // The SDK reads AWS_PROFILE only. As in Python's SDK, keys in variables take precedence.
  const isOther = profile?.variable === "AWS_DEFAULT_PROFILE" &&
    readEnvironment("AWS_ACCESS_KEY_ID") === undefined;
  return {
    ...(isOther ? { profile: profile.name } : {}),
    // The client passes its configuration to the chain, which passes this member to its clients
    // for STS and SSO.
    clientConfig: { defaultUserAgentProvider: userAgent },
    logger: new CredentialTrail(),
  };
}

/** Returns the user agent. The SDK's own reads the OS release, which needs a permission in Deno. */
function userAgent(): Promise<[string, string][]> {
  return Promise.resolve([["runlog", VERSION]]);
}
