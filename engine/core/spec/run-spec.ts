import type { RunSpecWithDefaults } from "./run-spec-schema.js";

type Target = RunSpecWithDefaults["target"];

/** Where a run's requests go, and what each one is. Only `url` has no default. */
export type TargetSpec = Pick<Target, "url"> &
  Partial<Omit<Target, "tls">> & { readonly tls?: Partial<Target["tls"]> };

/** Fixed arrivals, or as many as the connections can carry. */
export type LoadSpec =
  | { readonly model: "closed" }
  | {
      readonly model: "open";
      readonly arrivals: { readonly kind: "constant"; readonly ratePerSecond: number };
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
