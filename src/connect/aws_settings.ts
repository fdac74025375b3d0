/**
 * The AWS settings that a person made: region and profile, from variables, the profile's files and
 * the SageMaker job. The instance metadata service is never asked for a region: that a machine runs
 * in AWS says nothing about where its user wants runs to go. Browser-safe: a page has no settings.
 *
 * @module
 */
import { SessionError } from "../session/session_error.ts";
import { hasProcess, homeFolder, mayReadFile, readEnvironment } from "../runtime.ts";
import { currentJob } from "./current_job.ts";

/** What is configured for AWS. */
export interface AwsSettings {
  /** The region; undefined if none is configured. */
  readonly region: string | undefined;
  /** The profile that a variable names; undefined if none does. */
  readonly profile: NamedProfile | undefined;
  /** Names of the profiles in the files; undefined if the files cannot be read. */
  readonly profiles: readonly string[] | undefined;
}

/** A profile, and the variable that names it. */
export interface NamedProfile {
  /** The profile's name. */
  readonly name: string;
  /** The variable: AWS SDKs for JavaScript read the first, Python's both. */
  readonly variable: "AWS_PROFILE" | "AWS_DEFAULT_PROFILE";
}

const NO_SETTINGS: AwsSettings = { region: undefined, profile: undefined, profiles: undefined };

/** Reads region and profile. In Deno, files that may not be read are skipped without a prompt. */
export async function readAwsSettings(): Promise<AwsSettings> {
  if (!hasProcess()) return NO_SETTINGS;
  const profile = namedProfile();
  const files = await readProfiles();
  const region = readEnvironment("AWS_REGION") ?? readEnvironment("AWS_DEFAULT_REGION") ??
    files?.get(profile?.name ?? "default") ?? regionOfJob();
  return { region, profile, profiles: files && [...files.keys()] };
}

/**
 * The region to use.
 *
 * @throws {SessionError} If none is configured, or it cannot be one
 */
export function requireRegion(
  given: string | undefined,
  settings: AwsSettings = NO_SETTINGS,
): string {
  const region = given ?? settings.region;
  if (region === undefined) {
    checkProfile(settings);
    throw new SessionError(
      `Cannot open AWS session: no region is configured. ${regionAdvice(settings)}`,
    );
  }
  if (!/^[a-z0-9-]+$/i.test(region)) {
    throw new SessionError(
      `Cannot open AWS session: the region must be a name such as eu-west-1, got ${
        JSON.stringify(region)
      }`,
    );
  }
  return region;
}

/**
 * Checks that the named profile exists. The AWS SDK would go on to other credentials, such as those
 * of the machine's role.
 *
 * @throws {SessionError} If it does not exist
 */
export function checkProfile({ profile, profiles }: AwsSettings): void {
  if (profile === undefined || profiles === undefined || profiles.includes(profile.name)) return;
  const known = profiles.length === 0
    ? "They hold no profile"
    : `They hold ${profiles.map((name) => JSON.stringify(name)).join(", ")}`;
  throw new SessionError(
    `Cannot open AWS session: ${profile.variable} names profile ${JSON.stringify(profile.name)}, ` +
      `which is not in ${filesInWords()}. ${known}`,
  );
}

function namedProfile(): NamedProfile | undefined {
  for (const variable of ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] as const) {
    const name = readEnvironment(variable);
    if (name !== undefined) return { name, variable };
  }
  return undefined;
}

/** The region of each profile in the files, by name. */
async function readProfiles(): Promise<ReadonlyMap<string, string | undefined> | undefined> {
  const paths = profilePaths();
  if (!paths || !mayReadFile(paths.config) || !mayReadFile(paths.credentials)) return undefined;
  const { loadSharedConfigFiles } = await import("../session/clients/profile_files.ts");
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return new Map(
    [...names].filter((name) => !/^(?:sso-session|services)\./.test(name)).map((name) => [
      name,
      // The credentials file first, as the AWS SDK does.
      credentialsFile[name]?.["region"] ?? configFile[name]?.["region"],
    ]),
  );
}

/** Where the files are; undefined where finding the home folder is not permitted. */
function profilePaths(): { readonly config: string; readonly credentials: string } | undefined {
  const home = homeFolder();
  if (home === undefined) return undefined;
  return {
    config: readEnvironment("AWS_CONFIG_FILE") ?? `${home}/.aws/config`,
    credentials: readEnvironment("AWS_SHARED_CREDENTIALS_FILE") ?? `${home}/.aws/credentials`,
  };
}

function filesInWords(): string {
  const { config, credentials } = profilePaths() ?? {};
  return `${config ?? "~/.aws/config"} or ${credentials ?? "~/.aws/credentials"}`;
}

function regionAdvice({ profile, profiles }: AwsSettings): string {
  if (!hasProcess()) return "Pass the option region";
  const where = profiles === undefined
    ? "The profile files cannot be read"
    : `Profile ${JSON.stringify(profile?.name ?? "default")} in ${filesInWords()} has none either`;
  const profileFlag = profile === undefined ? "" : ` --profile ${profile.name}`;
  return `${where}. Set AWS_REGION, run \`aws configure set region eu-west-1${profileFlag}\`, or ` +
    "pass the option region";
}

function regionOfJob(): string | undefined {
  return /^arn:[^:]+:sagemaker:([a-z0-9-]+):/.exec(currentJob()?.arn ?? "")?.[1];
}
