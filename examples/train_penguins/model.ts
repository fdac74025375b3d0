// A network with one hidden layer, `softmax(W · tanh(V · x + a) + b)`, and the gradient of its loss.
// Indices below follow from the three sizes, so they are within bounds: that is what each `!` says.
import type { Sample } from "./data.ts";
import type { Random } from "./random.ts";

/** How many numbers go in, are computed on the way, and come out. */
export interface Shape {
  readonly inputs: number;
  readonly hiddenUnits: number;
  readonly classes: number;
}

/** A network's numbers: one list for the optimizer, and the layers as views into it. */
export interface Network {
  readonly shape: Shape;
  readonly parameters: Float64Array;
  readonly hidden: Layer;
  readonly output: Layer;
}

/** One unit a row in `weights`, and one number a unit in `bias`. */
export interface Layer {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** How well a network does on some samples. */
export interface Evaluation {
  /** The mean cross-entropy, in nats. */
  readonly loss: number;
  /** The share of samples whose likeliest class is their label. */
  readonly accuracy: number;
  /** The likeliest class of each sample. */
  readonly predicted: readonly number[];
}

/** A network of this shape with every number at zero; also the room for its gradient. */
export function emptyNetwork(shape: Shape): Network {
  const { inputs, hiddenUnits, classes } = shape;
  const parameters = new Float64Array((inputs + 1) * hiddenUnits + (hiddenUnits + 1) * classes);
  let start = 0;
  const view = (length: number) => parameters.subarray(start, start += length);
  const layer = (width: number, units: number) => ({
    weights: view(width * units),
    bias: view(units),
  });
  return {
    shape,
    parameters,
    hidden: layer(inputs, hiddenUnits),
    output: layer(hiddenUnits, classes),
  };
}

/** A network of this shape with small random weights (Glorot and Bengio, 2010). */
export function createNetwork(shape: Shape, random: Random): Network {
  const network = emptyNetwork(shape);
  for (const { weights, bias } of [network.hidden, network.output]) {
    const limit = Math.sqrt(6 / (weights.length / bias.length + bias.length));
    weights.forEach((_, i) => weights[i] = (2 * random() - 1) * limit);
  }
  return network;
}

/** Each class's probability, as the network sees it. */
export function predict(network: Network, features: Float64Array): Float64Array {
  return softmax(affine(network.output, affine(network.hidden, features).map(Math.tanh)));
}

/** Judges the network by samples it need not have seen. */
export function evaluate(network: Network, samples: readonly Sample[]): Evaluation {
  let loss = 0;
  let correct = 0;
  const predicted = samples.map(({ features, label }) => {
    const probabilities = predict(network, features);
    const likeliest = probabilities.indexOf(Math.max(...probabilities));
    loss -= Math.log(probabilities[label]!);
    if (likeliest === label) correct++;
    return likeliest;
  });
  return { loss: loss / samples.length, accuracy: correct / samples.length, predicted };
}

/** How the mean cross-entropy of the samples changes with each of the network's numbers. */
export function lossGradient(network: Network, samples: readonly Sample[]): Network {
  const gradient = emptyNetwork(network.shape);
  for (const { features, label } of samples) {
    const activations = affine(network.hidden, features).map(Math.tanh);
    // Of softmax and cross-entropy together, the slope is the probability, less one for the label.
    const outputSlope = softmax(affine(network.output, activations));
    outputSlope[label]! -= 1;
    const reached = backward(network.output, outputSlope, activations.length);
    const hiddenSlope = reached.map((slope, unit) => slope * (1 - activations[unit]! ** 2));
    accumulate(gradient.output, outputSlope, activations);
    accumulate(gradient.hidden, hiddenSlope, features);
  }
  gradient.parameters.forEach((sum, i) => gradient.parameters[i] = sum / samples.length);
  return gradient;
}

/** What a layer makes of its inputs, before any bend. */
function affine({ weights, bias }: Layer, inputs: Float64Array): Float64Array {
  return bias.map((sum, unit) => {
    const row = unit * inputs.length;
    for (let i = 0; i < inputs.length; i++) sum += weights[row + i]! * inputs[i]!;
    return sum;
  });
}

/** The slope at a layer's inputs, from the slope at its units. */
function backward({ weights }: Layer, unitSlope: Float64Array, width: number): Float64Array {
  return new Float64Array(width).map((_, i) =>
    unitSlope.reduce((sum, slope, unit) => sum + slope * weights[unit * width + i]!, 0)
  );
}

/** Adds one sample's share to a layer's gradient. */
function accumulate(gradient: Layer, unitSlope: Float64Array, inputs: Float64Array): void {
  unitSlope.forEach((slope, unit) => {
    const row = unit * inputs.length;
    for (let i = 0; i < inputs.length; i++) gradient.weights[row + i]! += slope * inputs[i]!;
    gradient.bias[unit]! += slope;
  });
}

/** Scores as probabilities; less the largest first, so that none overflows. */
function softmax(scores: Float64Array): Float64Array {
  const largest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
