import { Type } from "@sinclair/typebox";
import { nullable } from "../schema/schema-parts.js";

/** Parts of the schemas of a bundle; `wanted` completes "… it must be". */

export const wholeNumber = Type.Integer({ minimum: 0, wanted: "a whole number" });
export const number = Type.Number({ wanted: "a number" });
/** Infinity and NaN have no form in JSON: null stands for "none", and for "not known". */
export const numberOrNull = nullable(number);
/** JSON has no integers of that size. */
export const bigIntText = Type.String({
  pattern: "^-?\\d{1,40}$",
  wanted: "a whole number as a text of digits",
});
export const encodedText = Type.String({
  pattern: "^[A-Za-z0-9+/=]+$",
  wanted: "an HdrHistogram as base64",
});
export const instant = Type.String({
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
  wanted: "an instant, RFC 3339 in UTC",
});
