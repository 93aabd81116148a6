import { NOTHING } from "../../engine/index.js";

const P_VALUE_SHOWN_MIN = 0.0001;

/** @returns a p-value for people; a dash for none */
export function pValueText(pValue: number | null): string {
  if (pValue === null) return NOTHING;
  return pValue < P_VALUE_SHOWN_MIN ? "<0.0001" : pValue.toFixed(4);
}
