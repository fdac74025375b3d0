import type { Formula } from "./formula.ts";

/** Words that the glossary replaces: the field has a word, the picture goes. */
export const WORD_FORMULAS: readonly Formula[] = [
  word(/\b(?:for|without) company\b/, "batch: time to wait for a full batch", {
    name: "company",
    finds: ["How long something logged waits for company before it is sent"],
    leaves: ["Time to wait for a full batch, in milliseconds."],
  }),
  word(/\b(?:un)?settle[sd]?\b|\bsettling\b/, "acknowledged, delivered or rejected", {
    name: "settle",
    finds: ["in a journal until they are settled", "Deliver a batch until it settles"],
    leaves: ["until they are acknowledged or rejected"],
  }),
  word(
    /\b(?:AWS|SageMaker|S3|service|server|Experiments) (?:takes|took)\b|\bolder than it takes\b|\btoo late for\b/,
    "accepts, rejects",
    {
      name: "AWS takes",
      finds: ["AWS took no credentials", "older than it takes", "of points AWS is too late for"],
      leaves: ["points older than AWS accepts", "The call takes 3 ms."],
    },
  ),
  word(
    /\b(?:one|another|an|the|which|what|same|this|that|two|other|far|their|from) places?\b|\bplaces? (?:that|where|it|runs)\b/,
    "session, store, source, destination",
    {
      name: "place",
      finds: ["Copy runs from one place to another", "the far place"],
      leaves: [
        "Copy runs to another session",
        "updated in place",
        "takes place",
        "two decimal places",
      ],
    },
  ),
  word(/\b(?:other|far|near|receiving|sending) sides?\b/, "source, destination", {
    name: "side",
    finds: ["a cursor a run and other side", "the far side"],
    leaves: ["one per run and destination", "a run that changed on both sides", "side by side"],
  }),
  word(/\bdoors?\b|\bat hand\b/i, "entry point; available", {
    name: "door",
    finds: ["exported from another door", "brought to one form at the door", "what is at hand"],
    leaves: ["exported from another entry point"],
  }),
  word(
    /\b(?:is|are|was|were|be|been) left out\b|\bleaves? (?!nothing)\S+ out\b/,
    "omitted; default",
    {
      name: "left out",
      finds: [
        "where it is left out",
        "left out of listRuns is fine, it is left out is not",
        "leave `x` out",
      ],
      leaves: ["omitted in a page", "by default"],
    },
  ),
  word(
    /\b(?<!connections? )(?<!connections? is )refus(?:e|es|ed|al|als|ing)\b/i,
    "reject; invalid",
    {
      name: "refuse",
      finds: ["requests from pages are refused", "when the service refuses", "refusal"],
      leaves: ["requests from pages are rejected", "connection refused"],
    },
  ),
  word(/\btid(?:y|ies|ied|ying)(?: \w+)? up\b|\btid(?:y|ies|ying) runs\b/i, "clean up", {
    name: "tidy up",
    finds: ["Note, hide and tidy up", "moves and tidies up runs"],
    leaves: ["Annotate, archive, clean up"],
  }),
  word(/\b(?:hides? (?:and|runs?|a run|it)|Note, hide)\b|\bhiding runs?\b/i, "archive", {
    name: "hide",
    finds: ["`archiveRun` and `restoreRun` hide and show it", "Hides a run, or shows it again"],
    leaves: ["archive a run", "16 hidden units"],
  }),
  word(/\b(?:go|goes|went|gone|going) on\b/, "resume, continue", {
    name: "go on",
    finds: ["A sync goes on where an earlier one ended"],
    leaves: ["An interrupted sync resumes where it stopped"],
  }),
  word(/\b(?:send|sends|sent|sending) (?:\w+ )?on\b(?! \w+ (?:port|address))/, "upload, forward", {
    name: "send on",
    finds: ["are sent on beside the work", "record locally and send on"],
    leaves: ["uploads in the background", "sends 10 points per request"],
  }),
  word(/\bbeside (?:the|your|a) (?:work|loop|training|run)\b|\bbeside it\b/, "in the background", {
    name: "beside the work",
    finds: ["Delivery runs beside the loop", "records locally and sends on beside it"],
    leaves: ["delivery happens in the background", "the file beside the module"],
  }),
  word(/\bsigns? of life\b/, "heartbeat; stale", {
    name: "sign of life",
    finds: ["open runs that give no sign of life"],
    leaves: ["stale runs (no recent heartbeat)"],
  }),
  word(/\bt(?:ies|y|ied) \w+ to\b/, "link", {
    name: "tie to",
    finds: ["`associateJobs` ties jobs to a run afterwards"],
    leaves: ["links existing jobs to a run"],
  }),
  word(/\b[Tt]owards? (?:AWS|SageMaker)\b/, "AWS receives …", {
    name: "towards AWS",
    finds: ["Towards AWS a point arrives at least once"],
    leaves: ["AWS receives each point at least once"],
  }),
  word(/\b(?:try|tries|tried|trying) (?:\w+ )?again\b|\banother attempt\b/, "retry", {
    name: "try again",
    finds: ["tries again on throttling", "network faults are tried again", "worth another attempt"],
    leaves: ["retries on throttling"],
  }),
  word(/\bfor good\b/, "permanently", {
    name: "for good",
    finds: ["are deleted for good"],
    leaves: ["are permanently deleted", "a good reason for it"],
  }),
  word(/\bthere already\b|\b(?:is|are|was|were) not there\b/, "exists, does not exist", {
    name: "is there",
    finds: [
      "what is there already is not sent again",
      "A run that is not there is deleted already",
    ],
    leaves: ["Deleting a run that does not exist succeeds", "only missing runs are sent"],
  }),
  word(/\b(?:called|told|said) so\b/, "name it", {
    name: "called so",
    finds: ["None of them called so."],
    leaves: ["No matching columns."],
  }),
  word(/\bis at it\b/, "is syncing it, is writing it", {
    name: "at it",
    finds: ["another process is at it"],
    leaves: ["another process is syncing it"],
  }),
  word(/\ball the same\b/, "still", {
    name: "all the same",
    finds: ["the status is written all the same"],
    leaves: ["the status is still written", "They all have the same length."],
  }),
  word(/\b(?:one|two|three|four) (?:third|quarter|fifth|tenth)s?\b/, "a percentage: 40 %", {
    name: "fraction",
    finds: ["In browsers two fifths less code is loaded"],
    leaves: ["Browsers load 40 % less code up front"],
  }),
  word(/\bgood for (?:one|once|a|two)\b/, "works once", {
    name: "good for one",
    finds: ["The address is good for one browser"],
    leaves: ["This link signs in one browser"],
  }),
  word(/\bhand(?:s|ed|ing)? (?:it|them|on|over)\b/, "pass", {
    name: "hand on",
    finds: ["hand it temporary ones through a function"],
    leaves: ["pass a function that returns temporary ones"],
  }),
  word(
    /\b(?:takes?|taking|took) (?:a )?notes?\b|\btakes? only note\b|\bonly take note\b/,
    "record",
    {
      name: "take note",
      finds: ["Log calls only take note"],
      leaves: ["Log calls return at once"],
    },
  ),
  word(/\b[Pp]ictures?\b/, "image", {
    name: "picture",
    finds: ["Pictures (PNG, JPEG, WebP) are shown here"],
    leaves: ["No preview for this file type."],
  }),
  word(/\btexts\b/, "strings, text files", {
    name: "texts",
    finds: ["Booleans become the texts `true` and `false`"],
    leaves: ["Booleans become the strings `true` and `false`", "text"],
  }),
  word(/\bask(?:s)? nothing\b|\bAsks first\b/, "skip the confirmation; asks for confirmation", {
    name: "ask nothing",
    finds: ["ask nothing", "Deletes a run. Asks first."],
    leaves: ["skip the confirmation"],
  }),
  word(
    /\bmuch of it\b(?= are)|\bhow many \w+ at most\b|\bas well$/,
    "maximum number of; include …",
    {
      name: "option phrase",
      finds: ["how many runs at most", "archived runs as well"],
      leaves: ["maximum number of runs", "include archived runs"],
    },
  ),
  word(/\bhowever it ended\b|\bis what it is\b/, "drop the phrase", {
    name: "however it ended",
    finds: ["A sync goes there where an earlier one ended, however it ended"],
    leaves: ["An interrupted sync resumes where it stopped"],
  }),
  word(/\bthin(?:s|ned|ning)\b/, "downsample", {
    name: "thin",
    finds: ["Series of a million points are thinned to the pixels"],
    leaves: ["downsampled to the chart's pixel width", "a thin line"],
  }),
  word(/\bsave where\b|\bbut where\b|\bsay so\b/, "unless, except when", {
    name: "but where",
    finds: ["never, but where a token is given"],
    leaves: ["unless a token is given"],
  }),
];

function word(
  pattern: RegExp,
  instead: string,
  { name, finds, leaves }: Pick<Formula, "name" | "finds" | "leaves">,
): Formula {
  return { name, pattern, instead, finds, leaves };
}
