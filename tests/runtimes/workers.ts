/** Works on jobs in order, a number of them at a time, and returns their results in order. */
export async function inWorkers<Job, Result>(
  jobs: readonly Job[],
  workers: number,
  work: (job: Job) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const workOn = async (): Promise<void> => {
    while (next < jobs.length) {
      const index = next++;
      // The index is that of a job.
      results[index] = await work(jobs[index] as Job);
    }
  };
  await Promise.all(Array.from({ length: workers }, workOn));
  return results;
}

/** Returns how many processes run tests at a time: one per processor, at most four, or the wish. */
export function workersOf(wish: string | undefined, processors: number): number {
  if (wish !== undefined && !/^[1-9]\d?$/.test(wish)) {
    throw new Error(`RUNLOG_TEST_JOBS must be a number from 1 to 99, got "${wish}"`);
  }
  return wish === undefined ? Math.min(4, Math.max(1, processors)) : Number(wish);
}
