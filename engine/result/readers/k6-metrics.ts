type Fields = Readonly<Record<string, unknown>>;

/** A threshold of a k6 script. */
export interface K6Threshold {
  readonly metric: string;
  /** `p(95)<500` */
  readonly expression: string;
  readonly isMet: boolean;
}

const SHOWN_CHARACTERS_MAX = 60;
/** Beside the statistics of a metric in the older shape. */
const NO_STATISTIC: ReadonlySet<string> = new Set(["thresholds"]);

/**
 * The metrics of a k6 summary, of both shapes: `handleSummary` is given `{type, contains, values: {…}, thresholds}`, and
 * `--summary-export` writes the values beside the thresholds.
 */
export class K6Metrics {
  readonly #metrics: Fields;
  readonly #state: Fields;

  private constructor(metrics: Fields, state: Fields) {
    this.#metrics = metrics;
    this.#state = state;
  }

  /** @returns the metrics of a summary; undefined when it has none */
  static of(summary: unknown): K6Metrics | undefined {
    const metrics = fieldsIn(fieldsIn(summary)?.["metrics"]);
    const state = fieldsIn(fieldsIn(summary)?.["state"]);
    return metrics === undefined ? undefined : new K6Metrics(metrics, state ?? {});
  }

  /** What the run took; null where the shape does not tell. */
  get elapsedMs(): number | null {
    const elapsed = this.#state["testRunDurationMs"];
    return typeof elapsed === "number" && Number.isFinite(elapsed) ? elapsed : null;
  }

  /** Names of all metrics, those with tags included. */
  get names(): readonly string[] {
    return Object.keys(this.#metrics);
  }

  /** @returns a statistic of a metric; null where it is not there, or no number */
  numberOf(metric: string, statistic: string): number | null {
    const value = this.#valuesOf(metric)[statistic];
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  }

  /** @returns the names of a metric's statistics */
  fieldsOf(metric: string): readonly string[] {
    return Object.keys(this.#valuesOf(metric)).filter((name) => !NO_STATISTIC.has(name));
  }

  /** @returns a statistic as messages show it */
  shown(metric: string, statistic: string): string {
    const value = this.#valuesOf(metric)[statistic];
    return value === undefined ? "missing" : JSON.stringify(value).slice(0, SHOWN_CHARACTERS_MAX);
  }

  /**
   * The thresholds of all metrics.
   *
   * @see grafana/k6-docs#30: in the older shape `true` means that a threshold was crossed
   */
  thresholds(): readonly K6Threshold[] {
    return this.names.flatMap((metric) => {
      const thresholds = fieldsIn(fieldsIn(this.#metrics[metric])?.["thresholds"]) ?? {};
      return Object.entries(thresholds).flatMap(([expression, outcome]) => {
        const isMet = typeof outcome === "boolean" ? !outcome : fieldsIn(outcome)?.["ok"];
        return typeof isMet === "boolean" ? [{ metric, expression, isMet }] : [];
      });
    });
  }

  #valuesOf(metric: string): Fields {
    const fields = fieldsIn(this.#metrics[metric]) ?? {};
    return fieldsIn(fields["values"]) ?? fields;
  }
}

function fieldsIn(value: unknown): Fields | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  // An object has fields of whatever type.
  return value as Fields;
}
