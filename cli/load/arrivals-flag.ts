import { UsageError, isNumber, quoteTyped } from "../usage-error.js";

/** What was typed of the plan. */
interface PlanFlags {
  readonly arrivals?: string;
  readonly rate?: string;
}

/** A shape of `--arrivals`: how it is typed, and what it says to the engine. */
interface Shape {
  readonly name: string;
  /** What may be typed, for messages. */
  readonly syntax: string;
  /** It takes its mean from `--rate`; the others have rates of their own. */
  readonly needsRate: boolean;
  /** @returns the arrivals' fields but for the kind; undefined when the argument can't be read */
  readonly read: (argument: string | undefined) => Fields | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const POISSON_PREFIX = "poisson+";

const SHAPES: readonly Shape[] = [
  { name: "constant", syntax: "constant", needsRate: true, read: readNothing },
  { name: "poisson", syntax: "poisson", needsRate: true, read: readNothing },
  {
    name: "gamma",
    syntax: "gamma:<cv2>",
    needsRate: true,
    read: (argument) => readNumbers(argument, ["cv2"]),
  },
  {
    name: "burst",
    syntax: "burst:<n>",
    needsRate: true,
    read: (argument) => readNumbers(argument, ["size"]),
  },
  { name: "ramp", syntax: "ramp:<from>..<to>[@<time>]", needsRate: false, read: readRamp },
  { name: "stages", syntax: "stages:<rate>@<time>,…", needsRate: false, read: readStages },
  { name: "sine", syntax: "sine:<mean>,<amplitude>,<period>", needsRate: false, read: readSine },
  { name: "replay", syntax: "replay:<file>[@<speed>]", needsRate: false, read: readReplay },
];

/** What `--arrivals` may be, for its help. */
export const ARRIVALS_SYNTAX = SHAPES.map(({ syntax }) => syntax).join(", ");

/** Whether `--rate` asks for a plan, which means the open model. */
export function hasPlannedRate({ rate }: PlanFlags): boolean {
  return rate !== undefined && rate !== "max";
}

/** @returns whether the arrivals have rates of their own, so that `--rate` has nothing to say */
export function hasOwnRates(typed: string | undefined): boolean {
  return typed !== undefined && shapeOf(typed)?.needsRate === false;
}

/**
 * The arrivals that the flags ask for.
 *
 * @returns undefined when they ask for none: no number in `--rate`, and no shape with rates of its own
 * @throws UsageError when the shape can't be read
 */
export function arrivalsOf(options: PlanFlags): unknown {
  const { arrivals: typed = "constant", rate = "" } = options;
  const shape = shapeOf(typed);
  const fields = shape?.read(argumentOf(typed));
  if (shape === undefined || fields === undefined) throw unreadable(typed, shape);
  if (!shape.needsRate) {
    return {
      kind: shape.name,
      ...fields,
      ...(typed.startsWith(POISSON_PREFIX) ? { spacing: "poisson" } : {}),
    };
  }
  if (!hasPlannedRate(options)) return undefined;
  return { kind: shape.name, ratePerSecond: isNumber(rate) ? Number(rate) : rate, ...fields };
}

function shapeOf(typed: string): Shape | undefined {
  const isPoisson = typed.startsWith(POISSON_PREFIX);
  const name = withoutPrefix(typed).split(":", 1)[0];
  return SHAPES.find((shape) => shape.name === name && !(isPoisson && shape.needsRate));
}

function argumentOf(typed: string): string | undefined {
  const colon = typed.indexOf(":");
  return colon < 0 ? undefined : typed.slice(colon + 1);
}

function withoutPrefix(typed: string): string {
  return typed.startsWith(POISSON_PREFIX) ? typed.slice(POISSON_PREFIX.length) : typed;
}

function unreadable(typed: string, shape: Shape | undefined): UsageError {
  const wanted = shape?.syntax ?? `one of ${ARRIVALS_SYNTAX}`;
  return new UsageError(`--arrivals is ${quoteTyped(typed)}; it must be ${wanted}`);
}

function readNothing(argument: string | undefined): Fields | undefined {
  return argument === undefined ? {} : undefined;
}

function readNumbers(
  argument: string | undefined,
  names: readonly string[],
  separator = ",",
): Fields | undefined {
  const parts = argument?.split(separator) ?? [];
  if (parts.length !== names.length || !parts.every(isNumber)) return undefined;
  return Object.fromEntries(names.map((name, at) => [name, Number(parts[at])]));
}

function readRates(text: string): Fields | undefined {
  return readNumbers(text, ["fromPerSecond", "toPerSecond"], "..");
}

function readRamp(argument: string | undefined): Fields | undefined {
  const [ratesText = "", over, ...more] = argument?.split("@") ?? [];
  const rates = readRates(ratesText);
  if (rates === undefined || more.length > 0) return undefined;
  return over === undefined ? rates : { ...rates, over };
}

function readStages(argument: string | undefined): Fields | undefined {
  const stages = argument?.split(",").map(readStage) ?? [];
  return stages.length === 0 || stages.includes(undefined) ? undefined : { stages };
}

function readStage(text: string): Fields | undefined {
  const [rateText = "", duration, ...more] = text.split("@");
  if (duration === undefined || more.length > 0) return undefined;
  const rates = isNumber(rateText) ? { ratePerSecond: Number(rateText) } : readRates(rateText);
  return rates === undefined ? undefined : { ...rates, duration };
}

function readSine(argument: string | undefined): Fields | undefined {
  const [mean = "", amplitude = "", period, ...more] = argument?.split(",") ?? [];
  const rates = readNumbers(`${mean},${amplitude}`, ["meanPerSecond", "amplitudePerSecond"]);
  if (rates === undefined || period === undefined || more.length > 0) return undefined;
  return { ...rates, period };
}

// A file's name may hold an @: only what looks like a speed is one.
function readReplay(argument: string | undefined): Fields | undefined {
  if (argument === undefined || argument === "") return undefined;
  const at = argument.lastIndexOf("@");
  const speed = argument.slice(at + 1);
  if (at <= 0 || !isNumber(speed)) return { file: argument };
  return { file: argument.slice(0, at), speed: Number(speed) };
}
