/** What is recorded by either SDK. */
export const DATA = {
  parameters: { learning_rate: 0.1, optimizer: "sgd", epochs: 3 },
  metrics: [4, 2, 1, 0.5, 0.25, 0.125, 6, 3, 2.5, 1.5, 1.25, 1].map((value, step) => ({
    name: step % 2 === 0 ? "loss" : "accuracy",
    value,
    step,
  })),
  artifacts: [
    { name: "data", value: "s3://bucket/data.csv", mediaType: "text/csv", isOutput: false },
    { name: "report", value: "https://example.com/report", mediaType: null, isOutput: true },
  ],
  files: [
    { name: "table.csv", text: "a,b\n1,2\n", isOutput: true },
    { name: "notes.txt", text: "two\nlines\n", isOutput: true },
  ],
  graphs: {
    labels: [0, 0, 1, 1, 0, 1, 1, 0, 1, 0],
    scores: [0.1, 0.4, 0.35, 0.8, 0.2, 0.9, 0.55, 0.6, 0.4, 0.05],
    predicted: [0, 0, 0, 1, 0, 1, 1, 1, 0, 0],
  },
} as const;

/** Tags that both give. */
export const TAGS: readonly { readonly Key: string; readonly Value: string }[] = [
  { Key: "team", Value: "vision" },
];
