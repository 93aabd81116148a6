/** One of the two that are compared: `a` is what was, `b` is what is asked about. */
export type Side = "a" | "b";
