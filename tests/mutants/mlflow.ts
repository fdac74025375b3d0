import type { Mutant } from "./mutant.ts";

/** Mutants of src/mlflow, and of the way back. */
export const MLFLOW: readonly Mutant[] = [
  {
    name: "mlflow/types-come-back",
    promise: "the types of parameters come back from MLflow",
    file: "src/import/mlflow/own_run.ts",
    from: "parameters: new Map(Object.entries(run.parameters ?? {})),",
    to: "parameters: found.parameters,",
    tests: ["tests/import/mlflow/server_test.ts"],
  },
  {
    name: "mlflow/names-come-back",
    promise: "names that MLflow does not take come back",
    file: "src/import/mlflow/own_run.ts",
    from: "[nameOf(key), points]",
    to: "[key, points]",
    tests: ["tests/import/mlflow/server_test.ts"],
  },
  {
    name: "mlflow/inputs-come-back",
    promise: "input files come back as inputs",
    file: "src/import/mlflow/own_run.ts",
    from: '[{ ...file, path: path.slice("inputs/".length), direction: "input" }]',
    to: '[{ ...file, path: path.slice("inputs/".length) }]',
    tests: ["tests/import/mlflow/server_test.ts"],
  },
  {
    name: "mlflow/deleted-runs-stay-away",
    promise: "deleted runs of a server are named and not imported",
    file: "src/import/mlflow/server.ts",
    from: 'runsOf(client, experiment, "ACTIVE_ONLY", options)',
    to: 'runsOf(client, experiment, "DELETED_ONLY", options)',
    tests: ["tests/import/mlflow/server_test.ts"],
  },
  {
    name: "mlflow/infinity-comes-back",
    promise: "an infinite value comes back from MLflow",
    file: "src/import/mlflow/server.ts",
    from: "return Math.abs(value) === Number.MAX_VALUE ? Math.sign(value) * Infinity : value;",
    to: "return value;",
    tests: ["tests/import/mlflow/server_test.ts"],
  },
  {
    name: "mlflow/statuses",
    promise: "a failed run is FAILED in MLflow",
    file: "src/mlflow/protocol.ts",
    from: '  Failed: "FAILED",',
    to: '  Failed: "KILLED",',
    tests: ["tests/mlflow/sync_to_mlflow_test.ts"],
  },
  {
    name: "mlflow/key-hashes",
    promise: "two names that become one key in MLflow stay two",
    file: "src/mlflow/keys.ts",
    from: "return `${legal.slice(0, LONGEST_KEY - 9)}_${hashOf(name)}`;",
    to: "return legal.slice(0, LONGEST_KEY);",
    tests: ["tests/mlflow/sync_to_mlflow_test.ts"],
  },
  {
    name: "mlflow/credentials",
    promise: "a name and a password are sent as Basic",
    file: "src/mlflow/client.ts",
    from: "return `Basic ${btoa(String.fromCharCode(...bytes))}`;",
    to: "return `Bearer ${btoa(String.fromCharCode(...bytes))}`;",
    tests: ["tests/cli/destination_test.ts"],
  },
];
