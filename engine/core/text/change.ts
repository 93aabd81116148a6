/** Beyond this a change is an order of magnitude, and its digits say nothing. */
const PERCENT_SHOWN_MAX = 9999;

/** @returns a change for people: `+5.0 %`, `−12.3 %`, `+120 %` */
export function changeText(percent: number): string {
  return `${signedText(percent)} %`;
}

/** @returns from where to where: `+3.2 … +6.9 %` */
export function changeRangeText(low: number, high: number): string {
  return `${signedText(low)} … ${signedText(high)} %`;
}

function signedText(percent: number): string {
  if (percent > PERCENT_SHOWN_MAX) return `>+${PERCENT_SHOWN_MAX}`;
  const size = Math.abs(percent);
  const digits = size.toFixed(size < 99.95 ? 1 : 0);
  if (Number(digits) === 0) return digits;
  return `${percent < 0 ? "−" : "+"}${digits}`;
}
