// Trains three small networks to tell penguins apart, records each as a run, and compares them with
// the runs of earlier times. Where they are recorded is for the environment to say: see README.md.
import { listRuns, withRun } from "@runlog/sagemaker";
import { measurements, penguinsFile, readPenguins, source, species } from "./data.ts";
import { createNetwork, evaluate } from "./model.ts";
import { modelFile } from "./model_file.ts";
import { showProgress } from "./progress.ts";
import { seededRandom } from "./random.ts";
import { lowestFirst, nextSteps, runTable } from "./report.ts";
import { measureScaling, standardize, stratifiedSplit } from "./split.ts";
import { train } from "./train.ts";

const experimentName = "penguins";
const common = { epochs: 200, batchSize: 16, seed: 1 };
const settings = [
  { name: "narrow", hiddenUnits: 2, learningRate: 0.003, weightDecay: 0, ...common },
  { name: "wide", hiddenUnits: 16, learningRate: 0.03, weightDecay: 0, ...common },
  { name: "decayed", hiddenUnits: 16, learningRate: 0.03, weightDecay: 0.01, ...common },
];

const parts = stratifiedSplit(await readPenguins(), seededRandom(common.seed));
const scaling = measureScaling(parts.train);
const penguins = standardize(parts, scaling);

const suffix = crypto.randomUUID().slice(0, 8); // a run of a known name would be continued
const recorded: string[] = [];

for (const { name, ...setting } of settings) {
  const runName = `${name}-${suffix}`;
  const { accuracy } = await withRun({ experimentName, runName }, async (run) => {
    run.logParameters(setting);
    run.logArtifact("source", source, { isOutput: false });
    await run.logFile(penguinsFile, { isOutput: false });

    const random = seededRandom(setting.seed);
    const shape = {
      inputs: measurements.length,
      hiddenUnits: setting.hiddenUnits,
      classes: species.length,
    };
    const network = createNetwork(shape, random);
    const epochs = train(network, penguins, setting, random);
    for await (const result of showProgress(runName, setting.epochs, epochs)) {
      const { epoch: step } = result;
      run.logMetric("train:loss", result.trainLoss, { step });
      run.logMetric("validation:loss", result.validationLoss, { step });
      run.logMetric("validation:accuracy", result.validationAccuracy, { step });
    }

    const result = evaluate(network, penguins.test);
    run.logMetric("test:loss", result.loss, { step: setting.epochs });
    run.logMetric("test:accuracy", result.accuracy, { step: setting.epochs });
    await run.logFile(modelFile(network, scaling));
    return result;
  });
  recorded.push(runName);
  console.log(`${runName}: named ${(100 * accuracy).toFixed(1)} % of the test penguins right`);
}

const runs = await Array.fromAsync(listRuns({ experimentName }));
console.log(`\nRuns of "${experimentName}", lowest validation loss first; * recorded just now`);
console.log(runTable(lowestFirst(runs, "validation:loss"), recorded));
console.log(`\n${nextSteps(experimentName)}`);
