/** The model of lineage: artifacts, known by where they are, and associations. */
import { given, type Members, membersIn, type Plain, textIn, time } from "./plain.ts";
import { cut, pagesOf } from "./pages.ts";
import { timesOf } from "./records.ts";
import { ARN, type Association, find, invalid, Refused, type State, type Thing } from "./state.ts";

function uriOf(thing: Thing): string {
  return textIn(membersIn(thing.members, "Source"), "SourceUri");
}

/** The ARN of the artifact at a URI, if there is one. */
export function artifactAt(state: State, uri: string): string | undefined {
  return Array.from(state.artifacts).find(([, thing]) => uriOf(thing) === uri)?.[0];
}

function shown(arn: string, thing: Thing): Members {
  return {
    ArtifactArn: arn,
    ...given(thing.members, "ArtifactName", "Source", "ArtifactType"),
    ...timesOf(thing),
  };
}

function artifactIn(state: State, input: Members): string {
  const uri = textIn(membersIn(input, "Source"), "SourceUri");
  const arn = input["ArtifactArn"] === undefined
    ? artifactAt(state, uri)
    : textIn(input, "ArtifactArn");
  if (input["ArtifactArn"] === undefined && input["Source"] === undefined) throw invalid();
  if (arn === undefined || !state.artifacts.has(arn)) throw new Refused("ResourceNotFound");
  return arn;
}

/** An end of an association: its type and name. */
function endOf(state: State, arn: string): { readonly type: string; readonly name?: string } {
  const artifact = state.artifacts.get(arn);
  if (artifact) {
    const name = textIn(artifact.members, "ArtifactName");
    return {
      type: textIn(artifact.members, "ArtifactType"),
      ...(name === "" ? {} : { name }),
    };
  }
  const [kind, name = ""] = arn.slice(ARN.length).split("/");
  if (kind === "experiment-trial-component") {
    const { members } = find(state.components, name);
    return { type: "TrialComponent", name: textIn(members, "TrialComponentName") };
  }
  if (kind !== "experiment") throw new Refused("ResourceNotFound");
  const { members } = find(state.experiments, name);
  return { type: "Experiment", name: textIn(members, "ExperimentName") };
}

function findAssociation(state: State, input: Members): Association | undefined {
  return state.associations.find(({ source, destination }) =>
    source === textIn(input, "SourceArn") && destination === textIn(input, "DestinationArn")
  );
}

/** Operations by AWS's names. */
export const LINEAGE: Readonly<Record<string, (state: State, input: Members) => Plain>> = {
  /** The ARN is the service's choice: the caller tells the model with `$learned`. */
  CreateArtifact(state, input) {
    if (artifactAt(state, textIn(membersIn(input, "Source"), "SourceUri")) !== undefined) {
      throw invalid();
    }
    const ArtifactArn = textIn(input, "$learned");
    state.artifacts.set(ArtifactArn, {
      members: given(input, "ArtifactName", "Source", "ArtifactType"),
      tags: new Map(),
      created: state.now,
      modified: state.now,
    });
    return { ArtifactArn };
  },
  DescribeArtifact(state, input) {
    const arn = artifactIn(state, input);
    return shown(arn, find(state.artifacts, arn));
  },
  DeleteArtifact(state, input) {
    const ArtifactArn = artifactIn(state, input);
    const isLinked = state.associations.some(({ source, destination }) =>
      source === ArtifactArn || destination === ArtifactArn
    );
    if (isLinked) throw invalid();
    state.artifacts.delete(ArtifactArn);
    return { ArtifactArn };
  },
  ListArtifacts(state, input) {
    const uri = textIn(input, "SourceUri");
    const byThing = new Map(Array.from(state.artifacts, ([arn, thing]) => [thing, arn]));
    return pagesOf(
      state.artifacts,
      input,
      (thing) => shown(byThing.get(thing) ?? "", thing),
      (thing) => uri === "" || uriOf(thing) === uri,
    );
  },
  AddAssociation(state, input) {
    const ends = given(input, "SourceArn", "DestinationArn");
    const source = endOf(state, textIn(input, "SourceArn"));
    const destination = endOf(state, textIn(input, "DestinationArn"));
    if (findAssociation(state, input)) throw invalid();
    state.associations.push({
      source: textIn(input, "SourceArn"),
      destination: textIn(input, "DestinationArn"),
      members: {
        ...given(input, "SourceArn", "DestinationArn", "AssociationType"),
        SourceType: source.type,
        DestinationType: destination.type,
        ...(source.name === undefined ? {} : { SourceName: source.name }),
        ...(destination.name === undefined ? {} : { DestinationName: destination.name }),
      },
      created: state.now,
    });
    return ends;
  },
  DeleteAssociation(state, input) {
    const found = findAssociation(state, input);
    if (!found) throw new Refused("ResourceNotFound");
    state.associations = state.associations.filter((one) => one !== found);
    return given(found.members, "SourceArn", "DestinationArn");
  },
  ListAssociations(state, input) {
    const [source, destination] = [textIn(input, "SourceArn"), textIn(input, "DestinationArn")];
    const found = state.associations.filter((one) =>
      (source === "" || one.source === source) &&
      (destination === "" || one.destination === destination)
    );
    const keyOf = (one: Association): string => `${one.source} ${one.destination}`;
    found.sort((a, b) => b.created - a.created || (keyOf(a) < keyOf(b) ? 1 : -1));
    return cut(
      found.map(({ members, created }) => ({ ...members, CreationTime: time(created) })),
      input,
    );
  },
};
