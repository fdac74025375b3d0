// @ts-types="@types/cli-progress"
import { Presets, SingleBar } from "cli-progress";
import type { EpochResult } from "./train.ts";

/** Passes the epochs on and shows how far they are: a bar in a terminal, and nothing in a pipe. */
export async function* showProgress(
  title: string,
  total: number,
  results: AsyncIterable<EpochResult>,
): AsyncGenerator<EpochResult, void> {
  const bar = new SingleBar({
    format: `${title} {bar} epoch {value}/{total}  validation loss {loss}, accuracy {accuracy}`,
    clearOnComplete: true,
    hideCursor: true,
  }, Presets.shades_classic);
  bar.start(total, 0, { loss: "-", accuracy: "-" });
  try {
    for await (const result of results) {
      const loss = result.validationLoss.toFixed(3);
      const accuracy = result.validationAccuracy.toFixed(3);
      bar.update(result.epoch, { loss, accuracy });
      yield result;
    }
  } finally {
    bar.stop();
  }
}
