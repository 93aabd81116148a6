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
export { reasonText } from "./reason.js";
