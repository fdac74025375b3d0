// Bundled, then run by Deno, Bun and Node: records what its argument says, a line of outcome each.
import { record, type Recording } from "./recorder.ts";

const { lanes, recordings } = JSON.parse(process.argv.at(-1) ?? "{}") as {
  readonly lanes: number;
  readonly recordings: Recording[];
};

async function work(): Promise<void> {
  for (let next = recordings.shift(); next; next = recordings.shift()) {
    console.log(JSON.stringify(await record(next)));
  }
}

await Promise.all(Array.from({ length: lanes }, work));
