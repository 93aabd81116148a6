import type { ResponseCheck } from "../../../wire/index.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";
import type { ScenarioWithDefaults } from "./scenario-schema.js";

type Target = RunSpecWithDefaults["target"];
type Load = RunSpecWithDefaults["load"];
type Defaulted = "spacing" | "speed" | "unit";
type WithoutDefaults<Arrivals> = Arrivals extends unknown
  ? Omit<Arrivals, Defaulted> & Partial<Pick<Arrivals, Extract<keyof Arrivals, Defaulted>>>
  : never;

/** Where a run's requests go, and what each one is. Only `url` has no default. */
export type TargetSpec = Pick<Target, "url"> &
  Partial<Omit<Target, "tls">> & { readonly tls?: Partial<Target["tls"]> };

/** When the arrivals of an open run are due. */
export type ArrivalsSpec = WithoutDefaults<Extract<Load, { model: "open" }>["arrivals"]>;

/** Connections that begin and end their part in a closed run step by step, or one by one. */
export type ConnectionScheduleSpec = NonNullable<
  Extract<Load, { model: "closed" }>["connectionSchedule"]
>;

/** Fixed arrivals, or as many as the connections can carry. */
export type LoadSpec =
  | {
      readonly model: "closed";
      /** From an answer to the intended start of the next request on its connection. */
      readonly thinkTime?: string;
      /** How many connections are in use as time goes by; all of them unless given. */
      readonly connectionSchedule?: ConnectionScheduleSpec;
    }
  | {
      /** At most one request under way per connection, each connection on its share of the rate. */
      readonly model: "paced";
      readonly ratePerSecond: number;
      readonly catchUp?: string;
      readonly maxPending?: number;
    }
  | {
      readonly model: "open";
      readonly arrivals: ArrivalsSpec;
      /** What becomes of arrivals that the generator noticed late: `sendAll`, `paced:<k>` or `skip:<duration>`. */
      readonly catchUp?: string;
      /** How many arrivals may wait for a connection before further ones are skipped. */
      readonly maxPending?: number;
    };

/** One of the requests that a run is mixed from. */
export type ScenarioSpec = Partial<Omit<ScenarioWithDefaults, "headers" | "checks" | "success">> & {
  /** Beside those of the target; a header of the same name is exchanged. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Beside those of the run. */
  readonly checks?: readonly ResponseCheck[];
  /** In place of the run's. */
  readonly success?: SuccessSpec;
};

/** Which complete responses are successes. */
export interface SuccessSpec {
  /** Codes such as `304` and classes such as `2xx`, the default. */
  readonly status?: readonly string[];
}

/** In which header responses say what their upstream took. */
export interface ServerTimingSpec {
  /** `Server-Timing`, or a header whose value is a number such as `x-envoy-upstream-service-time`. */
  readonly header: string;
  /** Of a list of metrics; default: `total` if there is one, else the sum of all. */
  readonly metric?: string;
  /** What the numbers count; default: milliseconds. */
  readonly unit?: "ms" | "us" | "s";
}

/** A run's input, as the library, the command line and REST take it. */
export type RunSpec = Partial<Omit<RunSpecWithDefaults, Described>> & {
  readonly target: TargetSpec;
  readonly load?: LoadSpec;
  readonly serverTiming?: ServerTimingSpec;
  /** In place of the target's one request: several, each as often as its weight says. */
  readonly scenarios?: readonly ScenarioSpec[];
  readonly success?: SuccessSpec;
  /** What every response must fulfil: one that does not is counted as failed, with the error `check`. */
  readonly checks?: readonly ResponseCheck[];
};

type Described = "target" | "load" | "serverTiming" | "scenarios" | "success" | "checks";

/** A run's input with every default filled in and the seed drawn; what a result echoes (with secrets masked). */
export type ResolvedSpec = RunSpecWithDefaults & { readonly seed: number };
