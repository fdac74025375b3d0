import { readFile } from "node:fs/promises";
// Resolved below and not otherwise used: a static import is what makes Deno fetch the package.
import "vega-datasets";

/** The file of 344 penguins inside the npm package; where it comes from is told in README.md. */
export const penguinsFile: URL = new URL(
  "../data/penguins.json",
  import.meta.resolve("vega-datasets"),
);

/** Where the penguins were measured and the data is kept. */
export const source = "https://pal.lternet.edu/";

/** What the network tells apart; a label is a position in this list. */
export const species = ["Adelie", "Chinstrap", "Gentoo"] as const;

/** What the network sees of a penguin, in this order. */
export const measurements = [
  "Beak Length (mm)",
  "Beak Depth (mm)",
  "Flipper Length (mm)",
  "Body Mass (g)",
] as const;

/** One penguin: its measurements, and its species as a position in {@linkcode species}. */
export interface Sample {
  readonly features: Float64Array;
  readonly label: number;
}

type PenguinRow =
  & { readonly Species: (typeof species)[number] }
  & { readonly [name in (typeof measurements)[number]]: number | null };

/**
 * Reads the penguins that were measured.
 *
 * Two of the 344 have a species and nothing else; they are left out, as there is nothing to learn from.
 * The others have all four measurements. Island and sex are not used.
 */
export async function readPenguins(): Promise<Sample[]> {
  const rows: readonly PenguinRow[] = JSON.parse(await readFile(penguinsFile, "utf8"));
  return rows.flatMap((row) => {
    const features = measurements.map((name) => row[name]).filter((value) => value !== null);
    if (features.length < measurements.length) return [];
    return [{ features: Float64Array.from(features), label: species.indexOf(row.Species) }];
  });
}
