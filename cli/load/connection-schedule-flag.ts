import { UsageError, quoteTyped } from "../usage-error.js";

const SYNTAX = /^(?:step:(\d+)(?:\.\.(\d+))?\/(\d+)|line:(\d+)(?:\.\.(\d+))?)@(.+)$/;
const WANTED = "step:<from>[..<to>]/<by>@<time> or line:<from>[..<to>]@<time>";

/**
 * `--connection-schedule` as the engine calls it.
 *
 * @throws UsageError when it can't be read
 */
export function connectionScheduleOf(typed: string | undefined): unknown {
  if (typed === undefined) return undefined;
  const match = SYNTAX.exec(typed);
  if (match === null) {
    throw new UsageError(
      `--connection-schedule is ${quoteTyped(typed)}; it must be ${WANTED}, such as step:1/4@10s`,
    );
  }
  const [, stepFrom, stepTo, by, lineFrom, lineTo, time] = match;
  if (stepFrom !== undefined) {
    return {
      kind: "step",
      from: Number(stepFrom),
      ...(stepTo === undefined ? {} : { to: Number(stepTo) }),
      by: Number(by),
      every: time,
    };
  }
  return {
    kind: "line",
    from: Number(lineFrom),
    ...(lineTo === undefined ? {} : { to: Number(lineTo) }),
    over: time,
  };
}
