/** Completes "it must be" for `--server-timing`. */
export const SERVER_TIMING_WANTED =
  'a header such as "x-envoy-upstream-service-time", with a metric as in "Server-Timing:total", with a unit (ms, us, s) as in "x-took@us"';

/** @returns the parts of `header[:metric][@unit]` as they were typed: the schema judges them */
export function serverTimingOf(typed: string | undefined): unknown {
  if (typed === undefined) return undefined;
  // Neither sign can be in the name of a header or of a metric.
  const [names = "", unit] = splitAt(typed, "@");
  const [header, metric] = splitAt(names, ":");
  return {
    header,
    ...(metric === undefined ? {} : { metric }),
    ...(unit === undefined ? {} : { unit }),
  };
}

function splitAt(text: string, sign: string): readonly (string | undefined)[] {
  const at = text.indexOf(sign);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
