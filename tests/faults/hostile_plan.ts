/** What is done towards a hostile endpoint. */
export interface HostilePlan {
  /** Endpoint of every service. Without one, the variables of the environment name them. */
  readonly endpoint?: string;
  /** The run's name. */
  readonly runName: string;
  /** Which requests meet hostility. */
  readonly service: HostileService;
  /** How long its caller waits, in milliseconds. */
  readonly patienceMs: number;
}

/** Opening a run, its end, its metrics, its files. */
export type HostileService = "opening" | "ending" | "metrics" | "files";

/** How it ended. */
export interface HostileOutcome {
  /** The run's name. */
  readonly runName: string;
  /** Points that the library takes for delivered. */
  readonly acknowledged: number;
  /** How long it took, in milliseconds that its process got. */
  readonly tookMs: number;
  /** What was told. */
  readonly error?: string;
}
