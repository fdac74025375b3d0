/** What a client was acknowledged, which it prints as a line of JSON. */
export type Acknowledgement =
  | {
    readonly kind: "component";
    readonly name: string;
    readonly parameters: Readonly<Record<string, number | string>>;
  }
  /** All points of a metric, one for each step from 0 on. */
  | {
    readonly kind: "points";
    readonly component: string;
    readonly metric: string;
    readonly values: readonly number[];
  }
  | { readonly kind: "artifact"; readonly uri: string }
  /** The last bytes of a key: a later one replaces it. */
  | {
    readonly kind: "object";
    readonly bucket: string;
    readonly key: string;
    readonly sha256: string;
  }
  | { readonly kind: "gone"; readonly bucket: string; readonly key: string };

/** The last acknowledgement of everything that can be replaced, and all others. */
export function lastOf(all: readonly Acknowledgement[]): readonly Acknowledgement[] {
  return [...new Map(all.map((one) => [placeOf(one), one])).values()];
}

function placeOf(one: Acknowledgement): string {
  switch (one.kind) {
    case "component":
      return JSON.stringify(["component", one.name]);
    case "points":
      return JSON.stringify(["points", one.component, one.metric]);
    case "artifact":
      return JSON.stringify(["artifact", one.uri]);
    case "object":
    case "gone":
      return JSON.stringify(["object", one.bucket, one.key]);
  }
}
