/// <reference lib="dom" />
/**
 * Shows the details of an entity of a lineage, and the runs that used or made an artifact.
 *
 * @module
 */
import type { JSX } from "preact";
import { localText } from "../../../text/times.ts";
import type { LineageEntityFacts, LineageFacts } from "../../wire.ts";
import { useAnswer } from "../answers.ts";
import { Failure } from "../failure.tsx";
import { Link } from "../link.tsx";
import { addressOf } from "../server.ts";

/** The facts of an entity. */
export function Details(
  { id, entity }: { readonly id: string; readonly entity: LineageEntityFacts },
): JSX.Element {
  const { description, uri, creationTime, lastModifiedTime, isDescribed } = entity;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Description", description],
    ["Address", uri],
    ["Created", localText(creationTime)],
    ["Changed", lastModifiedTime === creationTime ? undefined : localText(lastModifiedTime)],
    ["ARN", entity.arn],
  ];
  const properties = Object.entries(entity.properties).sort(([a], [b]) => a < b ? -1 : 1);
  return (
    <div class="details" id={id} role="group" aria-label={`Details of ${entity.name}`}>
      {!isDescribed && (
        <p class="aside">
          Its details cannot be read: it was deleted, or the credentials do not allow it.
        </p>
      )}
      <dl>
        {facts.filter(([, text]) => text !== undefined && text !== "").map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {properties.length > 0 && (
        <table class="plain pairs" aria-label="Properties">
          <tbody>
            {properties.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {entity.kind === "artifact" && <Users entity={entity} />}
    </div>
  );
}

/** What made an artifact, and what used it, also beside the lineage of the run. */
function Users({ entity: { arn } }: { readonly entity: LineageEntityFacts }): JSX.Element {
  const answer = useAnswer<LineageFacts>(addressOf("lineage", { arn, depth: "1" }));
  if (answer.state === "waiting") return <p class="waiting" role="status">Loading…</p>;
  if (answer.state === "failed") return <Failure error={answer.error} />;
  const { ascendants, descendants, associations } = answer.value;
  const typeOf = (other: string): string | undefined =>
    associations.find(({ sourceArn, destinationArn }) =>
      (sourceArn === other && destinationArn === arn) ||
      (sourceArn === arn && destinationArn === other)
    )?.type;
  return (
    <>
      <UserList title="Made by" side={ascendants} typeOf={typeOf} />
      <UserList title="Used by" side={descendants} typeOf={typeOf} />
    </>
  );
}

function UserList(
  { title, side: { entities, nextToken }, typeOf }: {
    readonly title: string;
    readonly side: LineageFacts["ascendants"];
    readonly typeOf: (arn: string) => string | undefined;
  },
): JSX.Element | null {
  if (entities.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="users">
        {entities.map(({ arn, name, run }) => (
          <li key={arn}>
            {run
              ? <Link to={{ experiment: run.experimentName, run: run.runName }}>{name}</Link>
              : name} <span class="aside">{typeOf(arn)}</span>
          </li>
        ))}
        {nextToken !== undefined && <li class="aside">and more</li>}
      </ul>
    </>
  );
}
