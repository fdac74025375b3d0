import { measurements, species } from "./data.ts";
import type { Layer, Network } from "./model.ts";
import type { Scaling } from "./split.ts";

/** Everything it takes to tell another penguin's species, as `model.json`. */
export function modelFile({ hidden, output }: Network, { mean, deviation }: Scaling): File {
  const model = {
    measurements,
    scaling: { mean: [...mean], deviation: [...deviation] },
    hidden: layerNumbers(hidden),
    output: layerNumbers(output),
    species,
  };
  return new File([JSON.stringify(model, null, 2)], "model.json", { type: "application/json" });
}

function layerNumbers({ weights, bias }: Layer): { weights: number[]; bias: number[] } {
  return { weights: [...weights], bias: [...bias] };
}
