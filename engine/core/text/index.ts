export {
  NOTHING,
  bytesText,
  chosenPercentiles,
  countText,
  headlinePercentile,
  intervalText,
  littleSupport,
  percentText,
  percentileName,
  percentileText,
  plural,
  rateText,
  secondsText,
  shortPercentileName,
  sumOf,
  timeText,
} from "./figures.js";
export { loadText, requestText } from "./headline.js";
export { trendText, untilReportText } from "./precision.js";
export { reasonText } from "./reason.js";
export { TIME_ERROR_REMARK, timeErrorTexts } from "./truth.js";
