import { assertEquals } from "@std/assert";
import { measurements, species } from "../../../examples/train_penguins/data.ts";
import { createNetwork } from "../../../examples/train_penguins/model.ts";
import { modelFile } from "../../../examples/train_penguins/model_file.ts";
import { seededRandom } from "../../../examples/train_penguins/random.ts";

Deno.test("modelFile() holds every number of the network and of the scaling, exactly", async () => {
  const network = createNetwork({ inputs: 4, hiddenUnits: 2, classes: 3 }, seededRandom(1));
  const scaling = {
    mean: Float64Array.of(44.1, 17.2, 201, 4214),
    deviation: Float64Array.of(5.4, 1.9, 14.5, 826),
  };
  const file = modelFile(network, scaling);
  assertEquals([file.name, file.type], ["model.json", "application/json"]);

  const model = JSON.parse(await file.text());
  assertEquals([model.measurements, model.species], [[...measurements], [...species]]);
  assertEquals(Float64Array.from(model.scaling.mean), scaling.mean);
  assertEquals(Float64Array.from(model.scaling.deviation), scaling.deviation);
  const { hidden, output } = model;
  assertEquals(
    Float64Array.from([hidden.weights, hidden.bias, output.weights, output.bias].flat()),
    network.parameters,
  );
});
