/** One round's task, the same for every peer. */
export interface Job {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Absent: as fast as the connections allow. */
  readonly ratePerSecond?: number;
  /** The certificate of an https target, for the tools that can verify it. */
  readonly certificateFile: string;
  /** An existing, empty folder for what a tool reports only through a file. */
  readonly folder: string;
}

/** What a tool left behind when it exited with success. */
export interface PeerOutput {
  readonly stdout: string;
  readonly stderr: string;
  /** The text of a file in the job's folder; "" when the tool wrote none. */
  readonly readFile: (name: string) => string;
}

/** A time as the tool itself printed it: `resolutionNs` is the last digit that it prints. */
export interface ReportedTime {
  readonly valueNs: number;
  readonly resolutionNs: number;
}

/** The figures that only Mesh Bench gives; absent where the run has no such samples. */
export interface OwnFigures {
  readonly latenessNsP50?: number;
  readonly responseNsP50?: number;
  readonly responseNsP90?: number;
  readonly responseNsP99?: number;
  readonly serviceNsP50?: number;
  readonly serviceNsP99?: number;
  /** Requests that were sent a second time, because their connection had closed under them. */
  readonly resentCount?: number;
  readonly verdict: string;
  readonly reasonCodes: readonly string[];
}

/** What a tool says of its run, in one shape for all tools. */
export interface PeerReport {
  readonly requestCount: number;
  readonly failedCount: number;
  readonly requestsPerSecond: number;
  readonly p50?: ReportedTime;
  readonly p90?: ReportedTime;
  readonly p99?: ReportedTime;
  readonly max?: ReportedTime;
  readonly own?: OwnFigures;
}

/** One load generator: how to start it for a job, and how to read what it says. */
export interface Peer {
  readonly name: string;
  /** What a reader must know to compare this tool's column with the others. */
  readonly note?: string;
  /** @returns undefined when the tool is not on this machine */
  version(): string | undefined;
  /** @returns why the tool cannot do the job, or undefined when it can */
  refusal(job: Job): string | undefined;
  argv(job: Job): readonly string[];
  /** Exit codes other than 0 that still come with a whole result. */
  readonly exitCodesWithResult?: readonly number[];
  /** @throws Error when the output has not the expected form; its message names what is missing. */
  parse(output: PeerOutput, job: Job): PeerReport;
}
