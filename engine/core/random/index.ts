export { drawExponential, drawGamma, drawNormal } from "./draws.js";
export {
  binaryExponentOf,
  exponential,
  naturalLog,
  sineOfTurns,
  squareOf,
  turnsOfTangent,
  versineOfTurns,
} from "./elementary.js";
export { hashOf, mix32 } from "./hash.js";
export { RandomSource } from "./random-source.js";
