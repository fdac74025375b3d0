/** A script of the README that is run as it stands. */
export interface ReadmeScript {
  /** Language of the block. */
  readonly language: string;
  /** Where it runs. */
  readonly runtime: string;
  /** The file it is saved as. */
  readonly file: string;
  /** The script. */
  readonly text: string;
}

/** Blocks whose info string is `{language} {runtime} {file}`. */
export function readmeScripts(markdown: string): readonly ReadmeScript[] {
  const blocks = markdown.matchAll(/^```(\w+) (\w+) (\S+)\n([\s\S]*?)^```$/gm);
  return Array.from(blocks, ([, language = "", runtime = "", file = "", text = ""]) => ({
    language,
    runtime,
    file,
    text,
  }));
}
