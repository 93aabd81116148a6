import { PEERS } from "../peers/index.js";
import type { Peer } from "../peers/index.js";
import { ours } from "../peers/ours.js";
import type { Task } from "../tool-run.js";

/** The same for all that have a rate. */
export const RATE_PER_SECOND = 1000;
export const CONNECTIONS = 32;

/** Speaks HTTP/1.0 and ends with the first reset. */
const LEFT_OUT = "ab";

/** A tool with the load that it is asked for. */
export interface Entrant {
  /** As the tables call it. */
  readonly name: string;
  readonly peer: Peer;
  /** Undefined: closed, as fast as the connections allow. */
  readonly ratePerSecond: number | undefined;
}

/** Who takes part, and who does not, with the reason. */
export interface Field {
  readonly entering: readonly Entrant[];
  readonly absent: readonly { readonly name: string; readonly reason: string }[];
}

/** @returns every tool that is installed: at the rate if it has one, else closed; ours both ways */
export function fieldOf(peers: readonly Peer[] = PEERS): Field {
  const tools = peers.filter(({ name }) => name !== LEFT_OUT);
  const isInstalled = (peer: Peer): boolean => peer.version() !== undefined;
  return {
    entering: tools.filter(isInstalled).flatMap(entrantsOf),
    absent: tools
      .filter((peer) => !isInstalled(peer))
      .map(({ name }) => ({ name, reason: "not installed" })),
  };
}

function entrantsOf(peer: Peer): readonly Entrant[] {
  const open = { name: peer.name, peer, ratePerSecond: RATE_PER_SECOND };
  const closed = { name: peer.name, peer, ratePerSecond: undefined };
  if (peer === ours) return [open, { ...closed, name: `${peer.name}, closed` }];
  const refusal = peer.refusal({ ...taskOf(open, "", 1), folder: "" });
  return [refusal === undefined ? open : closed];
}

/** @returns what a tool is to do */
export function taskOf({ ratePerSecond }: Entrant, url: string, seconds: number): Task {
  return {
    url,
    connections: CONNECTIONS,
    seconds,
    certificateFile: "",
    ...(ratePerSecond !== undefined && { ratePerSecond }),
  };
}
