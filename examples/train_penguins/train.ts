import { evaluate, lossGradient, type Network } from "./model.ts";
import { type Random, shuffled } from "./random.ts";
import type { Split } from "./split.ts";

/** How far and how fast to train. */
export interface TrainOptions {
  /** How many times to go through the training samples. */
  readonly epochs: number;
  /** How many samples to average the gradient over before each step. */
  readonly batchSize: number;
  /** How far to step against the gradient. */
  readonly learningRate: number;
  /** How strongly each step pulls the weights toward zero. Biases are left alone. */
  readonly weightDecay: number;
}

/** Where the network stands after an epoch. */
export interface EpochResult {
  /** Counted from 1. */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
}

/** Trains the network in place by mini-batch stochastic gradient descent, an epoch at a time. */
export async function* train(
  network: Network,
  { train, validation }: Split,
  { epochs, batchSize, learningRate, weightDecay }: TrainOptions,
  random: Random,
): AsyncGenerator<EpochResult, void> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const samples = shuffled(train, random);
    for (let start = 0; start < samples.length; start += batchSize) {
      const gradient = lossGradient(network, samples.slice(start, start + batchSize));
      descend(network.hidden.weights, gradient.hidden.weights, learningRate, weightDecay);
      descend(network.hidden.bias, gradient.hidden.bias, learningRate, 0);
      descend(network.output.weights, gradient.output.weights, learningRate, weightDecay);
      descend(network.output.bias, gradient.output.bias, learningRate, 0);
    }
    const { loss: validationLoss, accuracy: validationAccuracy } = evaluate(network, validation);
    const { loss: trainLoss } = evaluate(network, train);
    yield { epoch, trainLoss, validationLoss, validationAccuracy };
    // Lets the metrics leave and the progress bar move while training goes on.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function descend(values: Float64Array, slopes: Float64Array, rate: number, decay: number): void {
  values.forEach((value, i) => values[i] = value - rate * (slopes[i]! + decay * value)); // same length
}
