import type { ChoicePlan } from "../../engine/core/index.js";
import { assertNever } from "../../engine/core/index.js";
import type { ConnectionOrder } from "./connection-order.js";
import { LeastBusyOrder } from "./least-busy-order.js";
import { LifoOrder } from "./lifo-order.js";
import { RandomOrder } from "./random-order.js";
import { ReadyPlaces } from "./ready-places.js";
import { ReadyRing } from "./ready-ring.js";
import type { ReadySlots } from "./ready-slots.js";
import { RoundRobinOrder } from "./round-robin-order.js";

/**
 * One class for connections that carry one request each, another for those that carry several: the plain case is not to pay
 * for the other. A thread that has met both, because its runs were of both kinds, can't tell beforehand which it calls: the
 * plain choice then costs 18 ns and not 9 (measured: Node 20, the loop of bench/micro/ready-slots after all choices).
 *
 * @param state - of each slot, kept by the caller
 * @param choice - which connection is next
 * @param streams - slots of each connection
 * @returns where slots are put that are ready, none so far
 */
export function createReadySlots(
  state: Uint8Array,
  choice: ChoicePlan,
  streams: number,
): ReadySlots {
  if (streams === 1) return new ReadyRing(state, choice);
  const connectionCount = state.length / streams;
  const order = createOrder(choice, connectionCount, streams);
  return new ReadyPlaces(connectionCount, streams, order);
}

function createOrder(
  choice: ChoicePlan,
  connectionCount: number,
  streams: number,
): ConnectionOrder {
  switch (choice.kind) {
    case "roundRobin":
      return new RoundRobinOrder(connectionCount);
    case "lifo":
      return new LifoOrder(connectionCount);
    case "random":
      return new RandomOrder(connectionCount, choice.seed);
    case "leastBusy":
      return new LeastBusyOrder(connectionCount, streams);
    default:
      return assertNever(choice);
  }
}
