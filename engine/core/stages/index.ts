export { RecordingStages } from "./recording-stages.js";
export { STAGES, lowestOfStageGroupNs, stageGroupOf } from "./stage-layout.js";
export type { StageName } from "./stage-layout.js";
export { TotalStages } from "./total-stages.js";
