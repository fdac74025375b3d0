/** The model of what holds a component, and of tags. */
import { listIn, type Members, textIn, textsIn } from "./plain.ts";
import { arnOf, componentArn, type Operation, trialsOf } from "./records.ts";
import { ARN, find, invalid, Refused, type State, tagList, type Thing } from "./state.ts";

const links: Readonly<Record<string, Operation>> = {
  AssociateTrialComponent(state, input) {
    const link = linkIn(state, input);
    if (!trialsOf(state, link.component).includes(link.trial)) state.links.push(link);
    return linkArns(link);
  },
  DisassociateTrialComponent(state, input) {
    const link = linkIn(state, input);
    if (!trialsOf(state, link.component).includes(link.trial)) {
      throw new Refused("ResourceNotFound");
    }
    state.links = state.links.filter(({ trial, component }) =>
      trial !== link.trial || component !== link.component
    );
    return linkArns(link);
  },
};

interface Link {
  readonly trial: string;
  readonly component: string;
}

function linkIn(state: State, input: Members): Link {
  const trial = textIn(input, "TrialName").toLowerCase();
  const component = textIn(input, "TrialComponentName").toLowerCase();
  find(state.trials, trial);
  find(state.components, component);
  return { trial, component };
}

function linkArns({ trial, component }: Link): Members {
  return {
    TrialArn: arnOf("experiment-trial", trial),
    TrialComponentArn: componentArn(component),
  };
}

const tags: Readonly<Record<string, Operation>> = {
  AddTags(state, input) {
    const thing = taggedIn(state, input);
    const after = new Map(thing.tags);
    for (const tag of listIn(input, "Tags")) after.set(textIn(tag, "Key"), textIn(tag, "Value"));
    if (after.size > 50) throw invalid();
    thing.tags = after;
    return { Tags: tagList(after) };
  },
  DeleteTags(state, input) {
    const thing = taggedIn(state, input);
    for (const key of textsIn(input, "TagKeys")) thing.tags.delete(key);
    return {};
  },
  ListTags: (state, input) => ({ Tags: tagList(taggedIn(state, input).tags) }),
};

function taggedIn(state: State, input: Members): Thing {
  const arn = textIn(input, "ResourceArn");
  const [kind = "", name = ""] = arn.slice(ARN.length).split("/");
  const maps: Readonly<Record<string, ReadonlyMap<string, Thing>>> = {
    "experiment": state.experiments,
    "experiment-trial": state.trials,
    "experiment-trial-component": state.components,
  };
  const found = maps[kind]?.get(name.toLowerCase()) ?? state.artifacts.get(arn);
  if (!found) throw invalid();
  return found;
}

/** Operations by AWS's names. */
export const LINKS: Readonly<Record<string, Operation>> = { ...links, ...tags };
