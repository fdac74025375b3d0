/**
 * Logs parameters: what the trial component can hold goes there, and what it cannot hold whole also
 * goes to a file of the run.
 *
 * @module
 */
import type { TrialComponentParameterValue } from "@aws-sdk/client-sagemaker";
import { flattenConfig } from "../rules/flat_config.ts";
import { PARAMETER_COUNT, PARAMETER_NAME_LENGTH, PARAMETER_VALUE_LENGTH } from "../rules/limits.ts";
import { fits, parameterName, PARAMETERS_FILE, wireValue } from "../rules/parameters.ts";
import { orGivenUp } from "../session/abort.ts";
import { persistently, verdictOf } from "../session/retry.ts";
import type { Session } from "../session/session.ts";
import type { RunComponent } from "./component.ts";
import type { RunFiles } from "./files.ts";
import type { Misfit, RunProblems } from "./problems.ts";
import { refusalText } from "./refusals.ts";

/** Parts of a run that parameters need. */
export interface ParameterPlace {
  readonly session: Session;
  readonly trialComponentName: string;
  readonly component: RunComponent;
  readonly problems: RunProblems;
  /** Address of the run's earlier file; undefined without such a file. */
  readonly earlierFile: string | undefined;
  readonly files: () => Promise<RunFiles>;
}

type Values = Map<string, string | number>;

/** The parameters of one open run. */
export class RunParameters {
  readonly #place: ParameterPlace;
  /** Whole values of shortened parameters, by whole name. */
  readonly #shortened: Values = new Map();
  /** Parameters beyond the limit. */
  readonly #further: Values = new Map();
  #isChanged = false;
  #hasEarlier: boolean;
  #saving: Promise<void> = Promise.resolve();
  /** Ends the background update; undefined without one. */
  #background: AbortController | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  constructor(place: ParameterPlace) {
    this.#place = place;
    this.#hasEarlier = place.earlierFile !== undefined;
  }

  /**
   * Logs a configuration. What does not fit is reported and does not keep the rest from being logged.
   *
   * @throws {ArgumentError} If it is not an object, or if something does not fit and the run is
   * strict; nothing is logged then
   */
  log(config: unknown): void {
    const { values, misfits } = flattenConfig(config);
    const { component, problems } = this.#place;
    const names = new Map([...values.keys()].map((name) => [name, parameterName(name)]));
    const admitted = component.admittedParameters(new Set(names.values()));
    const own = new Map<string, TrialComponentParameterValue>();
    const shortened: Values = new Map();
    const further: Values = new Map();
    for (const misfit of misfits) problems.note({ kind: "parameter", ...misfit });
    for (const [name, value] of values) {
      const stored = names.get(name) ?? name;
      const isAdmitted = admitted.has(stored);
      const misfit = isAdmitted ? longMisfit(name, value) : surplusMisfit(name);
      if (misfit) problems.note(misfit);
      if (misfit) (isAdmitted ? shortened : further).set(name, value);
      if (isAdmitted) own.set(stored, wireValue(value));
    }
    component.setParameters(own);
    this.#keep(shortened, this.#shortened);
    this.#keep(further, this.#further);
  }

  /**
   * Stores the file, if it has changed, and records it.
   *
   * @throws the error of the upload, if a retry may succeed
   */
  save(signal: AbortSignal | undefined): Promise<void> {
    // The background upload has no time limit, but the caller that waits now has one.
    this.#background?.abort();
    this.#background = undefined;
    return this.#enqueue(signal);
  }

  #enqueue(signal: AbortSignal | undefined): Promise<void> {
    clearTimeout(this.#lingering);
    this.#lingering = undefined;
    const saved = this.#saving.then(() => this.#store(signal));
    this.#saving = saved.catch(() => {});
    return orGivenUp(saved, signal);
  }

  /** Stores the file at the end of the run: reports what cannot be stored, and never throws. */
  async end(signal: AbortSignal): Promise<void> {
    if (this.#shortened.size + this.#further.size === 0) return;
    try {
      await this.save(signal);
      await this.#place.component.save(signal);
    } catch (error) {
      this.#tellLost(error);
    }
  }

  #keep(values: Values, kept: Values): void {
    for (const [name, value] of values) {
      if (kept.get(name) === value) continue;
      kept.set(name, value);
      this.#isChanged = true;
    }
    if (!this.#isChanged) return;
    this.#place.component.reserveArtifact("output", PARAMETERS_FILE);
    this.#lingering ??= setTimeout(() => {
      const { signal } = this.#background ??= new AbortController();
      this.#enqueue(signal).catch((error) => {
        if (signal.aborted) return;
        const { logger } = this.#place.session;
        logger.warn(`runlog: cannot save ${PARAMETERS_FILE} yet`, error);
      });
    }, this.#place.session.lingerMs);
  }

  async #store(signal: AbortSignal | undefined): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    try {
      const holdsProcess = !signal || signal !== this.#background?.signal;
      await persistently(() => this.#upload(signal), signal, { holdsProcess });
    } catch (error) {
      if (signal?.aborted || verdictOf(error) !== "refuse") {
        this.#isChanged = true;
        throw error;
      }
      this.#tellLost(error);
    }
  }

  async #upload(signal: AbortSignal | undefined): Promise<void> {
    const { earlierFile, session } = this.#place;
    const { parametersFile, readParametersFile } = await import("../artifacts/parameters_file.ts");
    if (earlierFile !== undefined && this.#hasEarlier) {
      const { trialComponentName } = this.#place;
      const options = { signal };
      const earlier = await readParametersFile(session, earlierFile, trialComponentName, options);
      this.#hasEarlier = false;
      fill(this.#shortened, earlier.shortened);
      fill(this.#further, earlier.further);
    }
    const file = parametersFile(this.#shortened, this.#further);
    await (await this.#place.files()).storeParameters(file, signal);
  }

  #tellLost(error: unknown): void {
    const { problems } = this.#place;
    const reason = `${PARAMETERS_FILE} cannot be stored: ${refusalText(error)}`;
    for (const name of this.#shortened.keys()) {
      problems.add({ kind: "parameter", name, effect: "changed", reason });
    }
    for (const name of this.#further.keys()) {
      problems.add({ kind: "parameter", name, effect: "left out", reason });
    }
  }
}

/** Adds earlier values, unless they have been logged again. */
function fill(values: Values, earlier: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(earlier)) {
    if (!values.has(name)) values.set(name, value);
  }
}

function longMisfit(name: string, value: string | number): Misfit | undefined {
  if (fits(name, value)) return undefined;
  const kept = `kept shortened, and whole in ${PARAMETERS_FILE}`;
  const isName = !fits(name, 0);
  const [argument, longest] = isName
    ? ["name", PARAMETER_NAME_LENGTH] as const
    : ["value", PARAMETER_VALUE_LENGTH] as const;
  const rule = `be at most ${longest} characters`;
  return { kind: "parameter", name, argument, value: isName ? name : value, rule, kept };
}

function surplusMisfit(name: string): Misfit {
  const rule = `be one of at most ${PARAMETER_COUNT} parameters of a run`;
  const kept = `kept in ${PARAMETERS_FILE}`;
  return { kind: "parameter", name, argument: "name", value: name, rule, kept };
}
