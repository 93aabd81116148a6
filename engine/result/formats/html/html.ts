import type { ResultFormat } from "../format.js";
import { renderReport } from "./render-report.js";

/** A page for people that needs nothing but itself. The result that it was made of is in it, whole. */
export const htmlFormat: ResultFormat = {
  name: "html",
  endings: [".html", ".htm"],
  description: "a report as one page, with charts and the whole result in it",
  write: (result) => ({ text: renderReport(result), lost: [] }),
};
