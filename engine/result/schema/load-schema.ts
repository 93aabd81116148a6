import { Type } from "@sinclair/typebox";
import {
  count,
  nullable,
  ns,
  object,
  oneOf,
  percent,
  perSecond,
  positive,
  seconds,
  words,
} from "./schema-parts.js";

const rateChange = object(
  {
    atSeconds: seconds("When it takes effect, since the run's start."),
    factor: positive("What the planned rate is multiplied by from then on; 0 is a pause."),
    ratePerSecond: nullable(perSecond("The new rate; null where the plan has a shape.")),
    phase: positive("How many arrivals the plan had come to."),
  },
  "A change of the rate while the run went on.",
);

/** The schema of how the load was made. */
export const load = object(
  {
    model: oneOf(["open", "closed", "paced"], "When arrivals are due."),
    fidelity: oneOf(
      ["open", "connectionLimited"],
      "connectionLimited: 1 % of the requests or more waited for a connection.",
    ),
    waitedPercent: percent("Of the requests that waited for a connection."),
    catchUp: nullable(
      words("What became of arrivals that were noticed late; null in the closed model."),
    ),
    pacing: oneOf(["precise", "economy"], "How the generator waited for the next arrival."),
    rateChanges: Type.Array(rateChange, { description: "In their order.", wanted: "a list" }),
    skippedBy: object(
      {
        queueFull: count("Too many waited for a connection."),
        late: count("Noticed too late."),
      },
      "Why arrivals were never sent.",
    ),
    coordinated: Type.Boolean({
      description: "Whether latency depends on the target's own pace.",
      wanted: "true or false",
    }),
  },
  "How the load was made.",
);

/** The schema of the connections over the whole life of the run. */
export const connections = object(
  {
    requested: count("Asked for."),
    opened: count("Opened."),
    reused: count("Carried more than one request."),
    closedByPeer: count("Closed by the target."),
    retired: count("Closed by us, for their age or the number of their requests."),
  },
  "Connections over the whole life of the run.",
);

/** The schema of what was under way when the warm-up ended. */
export const warmupBacklog = object(
  {
    inFlight: count("Sent, and not answered."),
    queued: count("Waiting for a connection."),
    oldestAgeNs: nullable(ns("The age of the oldest of them; null: there was none.")),
  },
  "What was under way when the warm-up ended; null without a warm-up.",
);
