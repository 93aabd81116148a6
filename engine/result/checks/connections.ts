import type { VerdictReason } from "../../core/frame.js";
import type { VerdictFacts } from "../../run/run-facts.js";

/** Descriptors of a worker thread: its event loop's own. Measured: Node 20.20, four threads. */
const DESCRIPTORS_PER_WORKER = 4;
/** Descriptors for all else that a process opens for a moment: name look-ups, files. */
const DESCRIPTOR_RESERVE = 32;

/** Connections that were asked for and did not stand when the schedule began. */
export function checkConnections(facts: VerdictFacts): VerdictReason | undefined {
  if (!isMissingConnections(facts)) return undefined;
  const { spec, initialConnectionCount = 0, firstConnectFailure } = facts;
  const why =
    firstConnectFailure === undefined ? "" : `; one of the others: ${firstConnectFailure}`;
  return {
    code: "connectionsMissing",
    severity: "suspect",
    message: `${initialConnectionCount} of ${spec.connections} connections stood when the schedule began${why}`,
  };
}

/** Connections are missing, and the process could not have had them all. */
export function checkDescriptors(facts: VerdictFacts): VerdictReason | undefined {
  const { spec, environment, workers } = facts;
  if (environment === undefined || !isMissingConnections(facts)) return undefined;
  const { descriptorLimit, descriptorsOpen } = environment.limits;
  if (descriptorLimit === null) return undefined;
  const otherCount =
    (descriptorsOpen ?? 0) + DESCRIPTORS_PER_WORKER * workers.length + DESCRIPTOR_RESERVE;
  const neededCount = otherCount + spec.connections;
  if (neededCount <= descriptorLimit) return undefined;
  return {
    code: "descriptors",
    severity: "suspect",
    message: `${spec.connections} connections take up to ${neededCount} descriptors with all else that is open, and this process may have ${descriptorLimit}: raise the limit (ulimit -n ${neededCount}) or ask for fewer connections`,
  };
}

/** Connections are missing, and there are not as many local ports. */
export function checkPorts(facts: VerdictFacts): VerdictReason | undefined {
  const { spec, environment } = facts;
  if (environment === undefined || !isMissingConnections(facts)) return undefined;
  const { portCount, timeWaitCount } = environment.limits;
  // A Unix socket has no ports.
  if (portCount === null || spec.target.unixSocket !== undefined) return undefined;
  if (spec.connections <= portCount) return undefined;
  const waiting =
    timeWaitCount === null
      ? ""
      : ` (${timeWaitCount} of them were still held by closed connections)`;
  return {
    code: "ports",
    severity: "suspect",
    message: `${spec.connections} connections to one address take as many local ports, and there are ${portCount}${waiting}: widen net.ipv4.ip_local_port_range or ask for fewer connections`,
  };
}

/** Of connections that are opened when they are needed, those that never were are not missing. */
function isMissingConnections({ spec, initialConnectionCount }: VerdictFacts): boolean {
  if (initialConnectionCount === undefined || spec.connect === "lazy") return false;
  return initialConnectionCount < spec.connections;
}
