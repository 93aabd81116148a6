import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  bucketIndexOf,
  lowestEquivalentNs,
} from "../histogram/index.js";

/** What a response time is made of, in the order of the columns. The parts of a request add up to its response time. */
export const STAGES = ["lateness", "queue", "firstByte", "body", "readDelay"] as const;

/** One part of a response time. */
export type StageName = (typeof STAGES)[number];

/** A group is 16 buckets of the histograms: 64 groups to a power of two, so that each is at most 1/64 of its values wide. */
const BUCKET_BITS_PER_GROUP = 4;

/** How many groups of response times there are. */
export const STAGE_GROUP_COUNT: number = BUCKET_COUNT >> BUCKET_BITS_PER_GROUP;

/** What is told of a group that has changed: its number, how many requests, and the sum of each of their stages. */
export const STAGE_ROW_LENGTH: number = 2 + STAGES.length;

/**
 * The group in which a response time is counted. What is above the range of the histograms is in the last one.
 *
 * Units: responseNs an integer ≥ 0. Cost: that of `bucketIndexOf`.
 */
export function stageGroupOf(responseNs: number): number {
  // Not a comparison: of its two outcomes V8 would make an object when the time is above 2.1 s.
  return bucketIndexOf(Math.min(responseNs, HIGHEST_TRACKABLE_NS)) >> BUCKET_BITS_PER_GROUP;
}

/** The smallest response time of a group, in ns. */
export function lowestOfStageGroupNs(group: number): number {
  return lowestEquivalentNs(group << BUCKET_BITS_PER_GROUP);
}
