export { changeRangeText, changeText } from "./change.js";
export {
  NOTHING,
  bytesText,
  chosenPercentiles,
  countText,
  headlinePercentile,
  littleSupport,
  percentText,
  percentileName,
  plural,
  rateText,
  secondsText,
  shortPercentileName,
  sumOf,
  timeText,
} from "./figures.js";
export { loadText, requestText } from "./headline.js";
export { intervalText, observedText, percentileText } from "./measures.js";
export { sloObservedText, sloRemarks } from "./objectives.js";
export { trendText, untilReportText } from "./precision.js";
export { reasonText } from "./reason.js";
export { stageShareOf, stageText } from "./tail.js";
export { TIME_ERROR_REMARK, timeErrorTexts } from "./truth.js";
