import type { RunSpecWithDefaults } from "./run-spec-schema.js";

type Target = RunSpecWithDefaults["target"];
type Load = RunSpecWithDefaults["load"];
type OptionalSpacing<Arrivals> = Arrivals extends { readonly spacing: infer Spacing }
  ? Omit<Arrivals, "spacing"> & { readonly spacing?: Spacing }
  : Arrivals;

/** Where a run's requests go, and what each one is. Only `url` has no default. */
export type TargetSpec = Pick<Target, "url"> &
  Partial<Omit<Target, "tls">> & { readonly tls?: Partial<Target["tls"]> };

/** When the arrivals of an open run are due. */
export type ArrivalsSpec = OptionalSpacing<Extract<Load, { model: "open" }>["arrivals"]>;

/** Fixed arrivals, or as many as the connections can carry. */
export type LoadSpec =
  | { readonly model: "closed" }
  | {
      readonly model: "open";
      readonly arrivals: ArrivalsSpec;
      /** What becomes of arrivals that the generator noticed late: `sendAll`, `paced:<k>` or `skip:<duration>`. */
      readonly catchUp?: string;
      /** How many arrivals may wait for a connection before further ones are skipped. */
      readonly maxPending?: number;
    };

/** A run's input, as the library, the command line and REST take it. */
export type RunSpec = Partial<Omit<RunSpecWithDefaults, "target" | "load">> & {
  readonly target: TargetSpec;
  readonly load?: LoadSpec;
};

/** A run's input with every default filled in and the seed drawn; what a result echoes (with secrets masked). */
export type ResolvedSpec = RunSpecWithDefaults & { readonly seed: number };
