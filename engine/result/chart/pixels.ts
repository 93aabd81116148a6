/** @returns a place or a length in a drawing, with as many decimals as a screen shows */
export function pixels(amount: number): string {
  return String(Math.round(amount * 10) / 10);
}
