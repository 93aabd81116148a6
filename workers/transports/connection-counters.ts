/** What a transport counts of its connections, over its life. */
export interface ConnectionCounters {
  opened: number;
  reused: number;
  closedByPeer: number;
  retired: number;
}

/** @returns counters at zero */
export function createCounters(): ConnectionCounters {
  return { opened: 0, reused: 0, closedByPeer: 0, retired: 0 };
}
