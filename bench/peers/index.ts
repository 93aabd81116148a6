import { ab } from "./ab.js";
import { autocannon } from "./autocannon.js";
import { fortio } from "./fortio.js";
import { h2load } from "./h2load.js";
import { hey } from "./hey.js";
import { k6 } from "./k6.js";
import { ours } from "./ours.js";
import type { Peer } from "./peer.js";
import { wrk, wrk2 } from "./wrk.js";

export { OWN_COMMAND } from "./ours.js";
export type { Job, Peer, PeerReport, ReportedTime } from "./peer.js";

/** Ours first, then every peer the bench knows how to run, whether or not it is installed. */
export const PEERS: readonly Peer[] = [ours, wrk, ab, h2load, hey, autocannon, wrk2, fortio, k6];
