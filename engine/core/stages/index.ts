export { RecordingStages } from "./recording-stages.js";
export { STAGES, STAGE_ROW_LENGTH, lowestOfStageGroupNs, stageGroupOf } from "./stage-layout.js";
export type { StageName } from "./stage-layout.js";
export { TotalStages } from "./total-stages.js";
