/**
 * Reads the AWS settings of a user: region and profile, from variables, the profile files and the
 * SageMaker job. It never requests a region from the instance metadata service: users of machines in
 * AWS may still record elsewhere. Browsers have no settings.
 *
 * @module
 */
import { SessionError } from "../session/session_error.ts";
import { hasProcess, homeFolder, mayReadFile, readEnvironment } from "../runtime.ts";
import { currentJob } from "./current_job.ts";

/** AWS settings of a user. */
export interface AwsSettings {
  /** The region; undefined if none is configured. */
  readonly region: string | undefined;
  /** The profile that a variable names; undefined if no variable is set. */
  readonly profile: NamedProfile | undefined;
  /** Names of the profiles in the files; undefined if the files cannot be read. */
  readonly profiles: readonly string[] | undefined;
}

/** A profile, and the variable that names it. */
export interface NamedProfile {
  /** The profile's name. */
  readonly name: string;
  /** The variable. The AWS SDK for JavaScript reads the first, Python's reads both. */
  readonly variable: "AWS_PROFILE" | "AWS_DEFAULT_PROFILE";
}

const NO_SETTINGS: AwsSettings = { region: undefined, profile: undefined, profiles: undefined };

/** Reads region and profile. In Deno, it skips files without read permission and never prompts. */
export async function readAwsSettings(): Promise<AwsSettings> {
  if (!hasProcess()) return NO_SETTINGS;
  const profile = namedProfile();
  const files = await readProfiles();
  const region = readEnvironment("AWS_REGION") ?? readEnvironment("AWS_DEFAULT_REGION") ??
    files?.get(profile?.name ?? "default") ?? regionOfJob();
  return { region, profile, profiles: files && [...files.keys()] };
}

/**
 * Returns the region to use.
 *
 * @throws {SessionError} If no region is configured, or its name is invalid
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
 * Checks that the named profile exists. If it does not, the AWS SDK would use other credentials, such
 * as those of the machine's role.
 *
 * @throws {SessionError} If it does not exist
 */
export function checkProfile({ profile, profiles }: AwsSettings): void {
  if (profile === undefined || profiles === undefined || profiles.includes(profile.name)) return;
  const known = profiles.length === 0
    ? "These files have no profiles"
    : `Existing profiles: ${profiles.map((name) => JSON.stringify(name)).join(", ")}`;
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

/** Returns the region of each profile in the files, by name. */
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

/** Returns the paths of the files; undefined without permission to find the home folder. */
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
    : `Profile ${
      JSON.stringify(profile?.name ?? "default")
    } in ${filesInWords()} has no region either`;
  const profileFlag = profile === undefined ? "" : ` --profile ${profile.name}`;
  return `${where}. Set AWS_REGION, run \`aws configure set region eu-west-1${profileFlag}\`, or ` +
    "pass the option region";
}

function regionOfJob(): string | undefined {
  return /^arn:[^:]+:sagemaker:([a-z0-9-]+):/.exec(currentJob()?.arn ?? "")?.[1];
}
