/** One value of a metric. */
export interface Sample {
  /** What follows the family's name: `_bucket`, `_sum` or `_count` of a histogram. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Infinity where it has no bound. */
  readonly value: number;
}

/** A metric: all samples of one name. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * Prometheus' text format, version 0.0.4; families without a sample are left out.
 *
 * @param common - labels of every sample, before its own
 */
export function toPrometheusText(
  families: readonly Family[],
  common: Readonly<Record<string, string>>,
): string {
  const lines = families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${escapeHelp(help)}`,
      `# TYPE ${name} ${type}`,
      ...samples.map((sample) => lineOf(name, sample, common)),
    ]);
  return `${lines.join("\n")}\n`;
}

function lineOf(
  name: string,
  { suffix = "", labels = {}, value }: Sample,
  common: Readonly<Record<string, string>>,
): string {
  const pairs = Object.entries({ ...common, ...labels });
  const inner = pairs.map(([label, text]) => `${label}="${escapeLabel(text)}"`).join(",");
  return `${name}${suffix}{${inner}} ${toNumberText(value)}`;
}

/** @returns a number as the format has it */
export function toNumberText(value: number): string {
  return value === Infinity ? "+Inf" : String(value);
}

/**
 * Names of labels that users may choose freely here, and not there: letters, digits and `_`.
 *
 * @returns each with `label_` before it; where two become one the later ones are numbered, as kube-state-metrics does it
 */
export function toLabelNames(
  labels: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const named: Record<string, string> = {};
  for (const [name, text] of Object.entries(labels)) {
    const wanted = `label_${name.replace(/[^a-zA-Z0-9_]/g, "_")}`;
    let free = wanted;
    for (let number = 1; free in named; number++) free = `${wanted}_conflict${number}`;
    named[free] = text;
  }
  return named;
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
