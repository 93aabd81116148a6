import type { Frame } from "../engine/index.js";

/** Serialised parts, for as long as somebody holds the part itself. */
const texts = new WeakMap<object, string>();

/**
 * A frame as JSON.
 *
 * Subscribers get frames of their own (each counts its own sequence), but the engine fills them with the same parts where
 * the intervals agree: those are turned into text once, however many sockets there are.
 */
export function frameText(frame: Frame): string {
  const { interval, total, generator, result, ...head } = frame;
  const parts = [
    `"interval":${partText(interval)}`,
    `"total":${partText(total)}`,
    `"generator":${partText(generator)}`,
    ...(result === undefined ? [] : [`"result":${partText(result)}`]),
  ];
  return `${JSON.stringify(head).slice(0, -1)},${parts.join(",")}}`;
}

/** @returns a part of a frame as JSON, made once per object; the object must not change afterwards */
export function partText(part: object): string {
  const known = texts.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  texts.set(part, text);
  return text;
}
