/** The environment of someone who has set nothing for AWS, for this library or for a job. */
export function plainEnvironment(): Record<string, string> {
  const own = Object.entries(Deno.env.toObject())
    .filter(([name]) => !/^(AWS|RUNLOG|SM)_|_JOB_ARN$/.test(name));
  return {
    ...Object.fromEntries(own),
    NO_COLOR: "1",
    AWS_CONFIG_FILE: "/none",
    AWS_SHARED_CREDENTIALS_FILE: "/none",
    // Credentials of a machine in AWS are asked for on an address of their own.
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
