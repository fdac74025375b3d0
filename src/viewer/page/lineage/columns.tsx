/// <reference lib="dom" />
/**
 * Shows the columns of a lineage, with those of the run in the middle and curves between the cards.
 *
 * @module
 */
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { LineageDirection } from "../../../../mod.ts";
import { titleOf } from "../../../text/run_values.ts";
import type { RunFacts } from "../../wire.ts";
import { Status } from "../status.tsx";
import { EntityCard, FileCard } from "./cards.tsx";
import { Curves } from "./curves.tsx";
import type { Card, LineageGraph, ReadOn } from "./graph.ts";
import { MoreButton } from "./more_button.tsx";
import type { RecordedFile } from "./recorded_files.ts";

/** Number of cards of a column at first, and how many each press of its button adds. */
const FIRST = 8;
const ADDED = 16;

interface ColumnsProps {
  readonly run: RunFacts;
  readonly graph: LineageGraph;
  readonly files: readonly RecordedFile[];
  /** Reads on, and resolves to the ARNs that were read. */
  readonly onReadOn: (from: ReadOn) => Promise<readonly string[]>;
}

/** The columns, from the earliest on the left to the latest on the right. */
export function Columns({ run, graph, files, onReadOn }: ColumnsProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const [lit, setLit] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const found = useMemo(() => graph.columns(), [graph]);
  const distances = [
    ...new Set([0, ...found.map(({ distance }) => distance), ...files.map((one) => one.distance)]),
  ].sort((a, b) => a - b);
  const cards = new Map(found.map(({ distance, cards }) => [distance, cards]));
  const readOn = async (from: ReadOn): Promise<void> => setFocused((await onReadOn(from))[0]);
  useMiddle(scroller, run.arn, distances.join());
  useFocus(scroller, focused);
  const light = ({ target }: Event): void => {
    const card = target instanceof Element ? target.closest("[data-arn]") : null;
    setLit(card instanceof HTMLElement ? card.dataset["arn"] : undefined);
  };
  // What is read on from the run belongs to the last column of its side, or to a new one.
  const sidesOf = (distance: number): readonly LineageDirection[] => [
    ...(distance === distances[0] ? ["ascendants"] as const : []),
    ...(distance === distances.at(-1) ? ["descendants"] as const : []),
  ];
  return (
    <div class="lineage scroll" tabIndex={0} role="group" aria-label="Lineage" ref={scroller}>
      <div
        class="graph"
        onMouseOver={light}
        onFocusIn={light}
        onMouseLeave={() => setLit(undefined)}
      >
        <Curves columns={found} lit={lit} />
        {distances.map((distance) => (
          <section key={distance} class={distance === 0 ? "step run" : "step"}>
            <h3>{titleOfStep(distance)}</h3>
            {distance === 0 && <ThisRun run={run} />}
            <Step
              distance={distance}
              cards={cards.get(distance) ?? []}
              files={files.filter((one) =>
                one.distance === distance
              )}
              sides={sidesOf(distance).flatMap((side) => graph.moreOf(side) ?? [])}
              onReadOn={readOn}
            />
          </section>
        ))}
      </div>
    </div>
  );
}

function titleOfStep(distance: number): string {
  if (distance === 0) return "This run";
  const steps = Math.abs(distance);
  return `${steps} ${steps === 1 ? "step" : "steps"} ${distance < 0 ? "before" : "after"}`;
}

function ThisRun({ run }: { readonly run: RunFacts }): JSX.Element {
  return (
    <div class="card run" data-arn={run.arn}>
      <span class="aside">{[run.experimentName, ...run.runGroupNames].join(" / ")}</span>
      <strong class="name">{titleOf(run)}</strong>
      <Status run={run} />
    </div>
  );
}

function Step(
  { distance, cards, files, sides, onReadOn }: {
    readonly distance: number;
    readonly cards: readonly Card[];
    readonly files: readonly RecordedFile[];
    /** Where to read on from the run once all cards of this column are shown. */
    readonly sides: readonly ReadOn[];
    readonly onReadOn: (from: ReadOn) => Promise<void>;
  },
): JSX.Element {
  const [most, setMost] = useState(FIRST);
  const showMore = (): void => setMost(most + ADDED);
  // The files come after what others have said of the run.
  const shownFiles = files.slice(0, Math.max(most - cards.length, 0));
  const hidden = Math.max(cards.length + files.length - most, 0);
  const loadMore = async (from: ReadOn): Promise<void> => {
    // Before the cards arrive, so that the first of them can take the focus.
    showMore();
    await onReadOn(from);
  };
  return (
    <>
      {cards.length + files.length > 0 && (
        <ul>
          {cards.slice(0, most).map((card) => (
            <EntityCard key={card.entity.arn} card={card} distance={distance} onReadOn={onReadOn} />
          ))}
          {shownFiles.map((file) => <FileCard key={`${file.kind} ${file.name}`} file={file} />)}
        </ul>
      )}
      {hidden > 0 && (
        <button type="button" class="quiet" onClick={showMore}>
          {hidden > ADDED ? `Show ${ADDED} of ${hidden} more` : `Show ${hidden} more`}
        </button>
      )}
      {hidden === 0 && sides.map((from) => (
        <MoreButton
          key={from.direction}
          label={`Load more ${from.direction === "ascendants" ? "before" : "after"} this run`}
          onPress={() => loadMore(from)}
        />
      ))}
    </>
  );
}

/** Keeps the run's column where it is when columns appear beside it; at first, in the middle. */
function useMiddle(
  scroller: { readonly current: HTMLDivElement | null },
  run: string,
  columns: string,
): void {
  const last = useRef<{ readonly run: string; readonly left: number }>(null);
  useLayoutEffect(() => {
    const box = scroller.current;
    const middle = box?.querySelector<HTMLElement>(".step.run");
    if (!box || !middle) return;
    const left = middle.offsetLeft;
    if (last.current?.run === run) box.scrollLeft += left - last.current.left;
    else box.scrollLeft = left - (box.clientWidth - middle.offsetWidth) / 2;
    last.current = { run, left };
  }, [run, columns]);
}

/**
 * Focuses the first card that was read, in place of the button that went; the columns, if its column
 * does not show it yet.
 */
function useFocus(
  scroller: { readonly current: HTMLDivElement | null },
  arn: string | undefined,
): void {
  useLayoutEffect(() => {
    const box = scroller.current;
    if (arn === undefined || !box) return;
    const cards = [...box.querySelectorAll<HTMLElement>("[data-arn]")];
    const card = cards.find(({ dataset }) => dataset["arn"] === arn);
    (card?.querySelector<HTMLElement>("a, button") ?? box).focus();
  }, [arn]);
}
