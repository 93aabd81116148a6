import type {
  Clock,
  ConnectionRules,
  RequestPlan,
  ScenarioPlan,
  ServerTimingPlan,
  Stripe,
  TargetPlan,
} from "../../engine/core/index.js";
import type { FeedTable } from "../../wire/index.js";

/** What a transport is made of. */
export interface TransportOptions {
  readonly target: TargetPlan;
  readonly requests: readonly RequestPlan[];
  readonly scenarios: readonly ScenarioPlan[];
  /** Null when no request takes values from one. */
  readonly feed: FeedTable | null;
  readonly valueSeed: number;
  readonly serverTiming: ServerTimingPlan | null;
  readonly connectionCount: number;
  readonly connectionRules: ConnectionRules;
  /** Which worker's: connections that are opened one after the other take turns over the workers. */
  readonly stripe: Stripe;
  readonly connectTimeoutNs: number;
  readonly clock: Clock;
}
