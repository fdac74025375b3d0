/// <reference lib="dom" />
/**
 * Shows the page: its header, and the view that the URL names.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SessionFacts } from "../wire.ts";
import { useAddress } from "./address.ts";
import { useAnswer } from "./answers.ts";
import { Compare } from "./compare.tsx";
import { Experiment } from "./experiment.tsx";
import { Experiments } from "./experiments.tsx";
import { Link } from "./link.tsx";
import { Run } from "./run.tsx";
import { addressOf } from "./server.ts";

type Place = "experiments" | "experiment" | "run" | "compare";

/** The complete page. */
export function App(): JSX.Element {
  const query = useAddress();
  const place = placeOf(query);
  const experiment = query.get("compare") ?? query.get("experiment");
  const run = place === "run" ? query.get("run") : undefined;
  const title = [place === "compare" ? "compare" : run, experiment, "runlog"];
  useEffect(() => {
    document.title = title.filter((part) => part !== null && part !== undefined).join(" · ");
  });
  return (
    <>
      <header>
        <nav aria-label="Breadcrumb">
          <Link to={{}} class="brand">runlog</Link>
          {experiment !== null && (
            <>
              <span aria-hidden="true">/</span>
              <Link to={{ experiment }}>{experiment}</Link>
            </>
          )}
          {(run || place === "compare") && (
            <>
              <span aria-hidden="true">/</span>
              <span aria-current="page">{run ?? "compare"}</span>
            </>
          )}
        </nav>
        <SessionLocation />
        <ThemeChoice />
      </header>
      <main key={`${place} ${experiment} ${run}`}>
        {place === "experiments" && <Experiments query={query} />}
        {place === "experiment" && <Experiment query={query} />}
        {place === "run" && <Run query={query} />}
        {place === "compare" && <Compare query={query} />}
      </main>
    </>
  );
}

function placeOf(query: URLSearchParams): Place {
  if (query.has("compare")) return "compare";
  if (!query.has("experiment")) return "experiments";
  return query.has("run") ? "run" : "experiment";
}

function SessionLocation(): JSX.Element {
  const answer = useAnswer<SessionFacts>(addressOf("session"));
  return (
    <span class="location" title="Store">
      {answer.state === "there" ? answer.value.location : ""}
    </span>
  );
}

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

function ThemeChoice(): JSX.Element {
  const [theme, setTheme] = useState<Theme>(() =>
    THEMES.find((one) => one === localStorage.getItem("runlog-theme")) ?? "auto"
  );
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    localStorage.setItem("runlog-theme", theme);
  }, [theme]);
  return (
    <label class="theme">
      <span class="hidden">Colors</span>
      <select
        value={theme}
        onChange={({ currentTarget: { value } }) =>
          setTheme(THEMES.find((one) => one === value) ?? "auto")}
      >
        {THEMES.map((one) => <option key={one} value={one}>{one}</option>)}
      </select>
    </label>
  );
}
