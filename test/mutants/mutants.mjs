// Each entry breaks one rule of docs/measurement.md in the compiled code. `npm run test:mutants` shows that a test sees it.

/**
 * @typedef {object} Mutant
 * @property {string} rule - what the change violates
 * @property {string} file - of dist/
 * @property {string} from - what stands there now, exactly once
 * @property {string} to - what is put in its place
 * @property {readonly string[]} tests - those of dist/test/ of which at least one has to fail
 */

const schedules = (...names) => names.map((name) => `engine/core/schedule/${name}.test.js`);
const oracles = (...names) => names.map((name) => `oracles/virtual-${name}.test.js`);

/** @type {readonly Mutant[]} */
export const MUTANTS = [
  {
    rule: "instants are rounded, not floored",
    file: "engine/core/schedule/arrival-schedule.js",
    from: "intendedStartNs(index) {\n        return Math.round(this.#intensity.instantNs(this.phaseOf(index)));\n    }\n    phaseOf(index) {\n        return this.#phases",
    to: "intendedStartNs(index) {\n        return Math.floor(this.#intensity.instantNs(this.phaseOf(index)));\n    }\n    phaseOf(index) {\n        return this.#phases",
    tests: schedules("constant-arrivals"),
  },
  {
    rule: "a worker's instants are rounded, not floored",
    file: "engine/core/schedule/arrival-cursor.js",
    from: "Math.round(",
    to: "Math.floor(",
    tests: schedules("stripe"),
  },
  {
    rule: "a pause in a schedule is waited for",
    file: "engine/core/schedule/piecewise-intensity.js",
    from: "if (phase < piece.endPhase)",
    to: "if (phase <= piece.endPhase)",
    tests: schedules("shaped-arrivals"),
  },
  {
    rule: "every n-th arrival of a Poisson process is not one",
    file: "engine/core/schedule/phase-cursors.js",
    from: "hashOf(seed, index) % stripeCount === stripeIndex",
    to: "index % stripeCount === stripeIndex",
    tests: schedules("random-arrivals"),
  },
  {
    rule: "random arrivals follow the seed",
    file: "engine/core/schedule/phase-cursors.js",
    from: "this.#random = new RandomSource(seed);\n    }\n    next() {\n        return drawExponential",
    to: "this.#random = new RandomSource(1);\n    }\n    next() {\n        return drawExponential",
    tests: schedules("random-arrivals"),
  },
  {
    rule: "rates are global, not per worker",
    file: "engine/core/schedule/phase-cursors.js",
    from: "this.index += this.#stripeCount;",
    to: "this.index += 1;",
    tests: schedules("stripe"),
  },
  {
    rule: "catch-up sendAll keeps the plan",
    file: "workers/open-pacer.js",
    from: 'this.#catchUpSpeed = catchUp.kind === "paced" ? catchUp.speed : Infinity;',
    to: 'this.#catchUpSpeed = catchUp.kind === "paced" ? catchUp.speed : 2;',
    tests: oracles("catch-up"),
  },
  {
    rule: "a paced catch-up runs at its speed",
    file: "workers/open-pacer.js",
    from: "gapNs / this.#catchUpSpeed",
    to: "gapNs",
    tests: oracles("catch-up"),
  },
  {
    rule: "what is skipped is counted",
    file: "workers/dispatcher.js",
    from: 'recorder.onPlanned(nowNs);\n        recorder.onSkipped("late");',
    to: "recorder.onPlanned(nowNs);",
    tests: oracles("catch-up"),
  },
  {
    rule: "lateness is part of the response time",
    file: "workers/recorder.js",
    from: "const responseNs = endNs - intendedStartNs;",
    to: "const responseNs = endNs - dispatchedNs;",
    tests: oracles("stalled-generator"),
  },
  {
    rule: "response time runs from the plan, not from the send",
    file: "workers/recorder.js",
    from: "const responseNs = endNs - intendedStartNs;",
    to: "const responseNs = endNs - sentNs;",
    tests: oracles("stalled-target"),
  },
  {
    rule: "timeouts stay in the distribution",
    file: "workers/recorder.js",
    from: "this.#histograms.responseCensored.record(nowNs - intendedStartNs);\n    }\n    /** A request ended before",
    to: "}\n    /** A request ended before",
    tests: oracles("outcomes"),
  },
  {
    rule: "a request belongs to the window by its intended start, not by its completion",
    file: "workers/dispatcher.js",
    from: "if (recorder.isInWindow(intendedStartNs)) {\n            flags",
    to: "if (recorder.isInWindow(intendedStartNs + 2e6)) {\n            flags",
    tests: oracles("window"),
  },
  {
    rule: "expiry is decided only after a poll that began after the deadline",
    file: "workers/host-loop.js",
    from: "this.#expiryInstantNs = nowNs;",
    to: "this.#drive.expire(nowNs);",
    tests: oracles("stalled-generator"),
  },
  {
    rule: "read delay admits what was in flight while the generator stood still",
    file: "workers/loop-watch.js",
    from: "return nowNs - this.#unreadSinceNs;",
    to: "return 0;",
    tests: oracles("stalled-generator"),
  },
  {
    rule: "a request that waits for a slot waits in queue, not in lateness",
    file: "workers/dispatcher.js",
    from: "this.waiting.join(wantedSlot, intendedStartNs, nowNs, arrivalIndex, waitingFlags, nowNs);",
    to: "this.waiting.join(wantedSlot, intendedStartNs, intendedStartNs - 1, arrivalIndex, waitingFlags, nowNs);",
    tests: oracles("queueing", "pacing"),
  },
  {
    rule: "counts do not wrap at 2^32",
    file: "engine/core/histogram/total-histogram.js",
    from: "#counts = new Float64Array(BUCKET_COUNT)",
    to: "#counts = new Uint32Array(BUCKET_COUNT)",
    tests: ["engine/core/histogram/total-histogram.test.js", "engine/result/encoding.test.js"],
  },
  {
    rule: "Little's law is audited: a stay that is left out is seen",
    file: "workers/waiting-line.js",
    from: "this.#recorder.onLeftQueue(this.line.takenEnteredNs, nowNs);",
    to: "this.#recorder.onLeftQueue(nowNs, nowNs);",
    tests: oracles("audit"),
  },
  {
    rule: "rates are per second of the window, not of the run with its drain",
    file: "workers/recorder.js",
    from: "if (nowNs < this.#windowEndNs)\n                counters[COUNTER_INDEX.achievedInWindow]++;",
    to: "counters[COUNTER_INDEX.achievedInWindow]++;",
    tests: oracles("pacing"),
  },
  {
    rule: "a change of the rate goes on from the phase that was reached",
    file: "engine/core/schedule/rate-timeline.js",
    from: "change.basePhase + (phase - change.phase) / change.factor",
    to: "change.basePhase + (phase - change.basePhase) / change.factor",
    tests: oracles("rate-changes"),
  },
  {
    rule: "a count of requests stays the count when the rate is changed",
    file: "workers/open-pacer.js",
    from: "this.endNs = Math.min(this.#stopNs, this.#cursor.endNsOf(this.#end));",
    to: "",
    tests: oracles("rate-changes"),
  },
  {
    rule: "the closed model's intended start is the completion plus the think time",
    file: "workers/closed-pacer.js",
    from: "const intendedStartNs = slotFreedNs + this.#thinkTimeNs;",
    to: "const intendedStartNs = slotFreedNs + 2 * this.#thinkTimeNs;",
    tests: oracles("closed-models"),
  },
  {
    rule: "a paced arrival waits for its own connection only",
    file: "workers/dispatcher.js",
    from: 'this.#isPinned = parts.model === "paced";',
    to: "this.#isPinned = false;",
    tests: oracles("closed-models"),
  },
  {
    rule: "the choice is between connections, not between their places",
    file: "workers/ready/create-ready-slots.js",
    from: "if (streams === 1)",
    to: "if (streams >= 1)",
    tests: oracles("connection-choice"),
  },
  {
    rule: "leastBusy takes the connection with the fewest requests in flight",
    file: "workers/ready/least-busy-order.js",
    from: "this.add(connection, inFlightCount);",
    to: "this.add(connection, 0);",
    tests: oracles("connection-choice"),
  },
  {
    rule: "a paced connection that was busy catches up as asked",
    file: "workers/paced-pacer.js",
    from: "return nowNs - intendedStartNs > this.#latenessNsMax;",
    to: "return false;",
    tests: oracles("closed-models"),
  },
];
