import { HISTOGRAM_INDEX, RecordingHistogram, WORKER_HISTOGRAMS } from "../engine/core/index.js";
import type { WorkerHistogramName } from "../engine/core/index.js";

/** The histograms of one worker, by name for those who record and by column for those who read. */
export class HistogramSet {
  readonly byColumn: readonly RecordingHistogram[] = Array.from(
    WORKER_HISTOGRAMS,
    () => new RecordingHistogram(),
  );
  readonly responseSuccess = this.#named("responseSuccess");
  readonly responseOther = this.#named("responseOther");
  readonly responseCensored = this.#named("responseCensored");
  readonly serviceOther = this.#named("serviceOther");
  /** By the first digit of the status. */
  readonly serviceByClass: readonly RecordingHistogram[] = [
    this.serviceOther,
    this.serviceOther,
    this.#named("service2xx"),
    this.#named("service3xx"),
    this.#named("service4xx"),
    this.#named("service5xx"),
  ];
  readonly serviceCensored = this.#named("serviceCensored");
  readonly serviceFirst = this.#named("serviceFirst");
  readonly serviceFirstCensored = this.#named("serviceFirstCensored");
  readonly lateness = this.#named("lateness");
  readonly queue = this.#named("queue");
  readonly queueCensored = this.#named("queueCensored");
  readonly firstByte = this.#named("firstByte");
  readonly firstByteCensored = this.#named("firstByteCensored");
  readonly readDelay = this.#named("readDelay");
  readonly withoutLateness = this.#named("withoutLateness");
  readonly withoutReadDelay = this.#named("withoutReadDelay");
  readonly connect = this.#named("connect");
  readonly tlsHandshake = this.#named("tlsHandshake");
  readonly dns = this.#named("dns");
  readonly loopDelay = this.#named("loopDelay");
  readonly upstream = this.#named("upstream");
  readonly proxyOverhead = this.#named("proxyOverhead");

  #named(name: WorkerHistogramName): RecordingHistogram {
    const histogram = this.byColumn[HISTOGRAM_INDEX[name]];
    if (histogram === undefined) throw new RangeError(`no histogram ${name}`);
    return histogram;
  }
}
