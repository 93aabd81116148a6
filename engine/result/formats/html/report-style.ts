import { DARK, FONTS, LIGHT } from "../../chart/look.js";
import type { Palette } from "../../chart/look.js";

/** The style of the report: that of the server's page, for a page that may be printed. Paper is always light. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
${declarations(LIGHT, "  ")}
}
@media screen and (prefers-color-scheme: dark) {
  :root {
${declarations(DARK, "    ")}
  }
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--page);
  color: var(--text);
  font: 15px/1.5 ${FONTS};
}
h1, h2, p { margin: 0; }
h1 { font-size: 1.35rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1rem; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
header, main, footer { max-width: 88rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 1.5rem; }
footer { padding-bottom: 3rem; font-size: 0.8125rem; }
.brand { font-size: 0.8125rem; font-weight: 600; color: var(--accent); }
.chips { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0.6rem 0 0; padding: 0; list-style: none; }
.chips li {
  padding: 0.05rem 0.6rem;
  font-size: 0.8125rem;
  color: var(--muted);
  border: 1px solid var(--line);
  border-radius: 99px;
  overflow-wrap: anywhere;
}
.chips li.label { color: var(--accent); }
.chips li[data-tone="warn"] { color: var(--warn); }
.reason { margin-top: 0.6rem; color: var(--bad); overflow-wrap: anywhere; }
main { display: grid; gap: 1.25rem; margin-block: 1.25rem; }
.card {
  padding: 1.1rem 1.25rem;
  background: var(--card);
  border: 1px solid var(--line);
  border-radius: 12px;
  min-width: 0;
}
.verdict { display: flex; gap: 0.9rem; align-items: baseline; padding: 0.75rem 1.1rem; border-radius: 12px; }
.verdict ul { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
.badge { flex: none; font-weight: 700; }
.verdict[data-verdict="valid"] { background: var(--good-soft); }
.verdict[data-verdict="valid"] .badge { color: var(--good); }
.verdict[data-verdict="suspect"] { background: var(--warn-soft); }
.verdict[data-verdict="suspect"] .badge { color: var(--warn); }
.verdict[data-verdict="invalid"] { background: var(--bad-soft); }
.verdict[data-verdict="invalid"] .badge { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 1.25rem; }
.tile h2 { font-size: 0.8125rem; font-weight: 600; color: var(--muted); }
.tile .value { font-size: 1.75rem; font-weight: 650; line-height: 1.3; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.tile .muted { font-size: 0.8125rem; }
.tile[data-tone="good"] .value { color: var(--good); }
.tile[data-tone="warn"] .value { color: var(--warn); }
.tile[data-tone="bad"] .value { color: var(--bad); }
.sections { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 1.25rem; align-items: start; }
.full { grid-column: span 6; }
.half { grid-column: span 3; }
.third { grid-column: span 2; }
.scroll { overflow-x: auto; margin-top: 0.6rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.32rem 0.6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { font-size: 0.8125rem; color: var(--muted); }
th:first-child { min-width: 6rem; padding-left: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
td:last-child, th:last-child { padding-right: 0; }
tbody tr:last-child > * { border-bottom: 0; }
.words { min-width: 7rem; text-align: left; white-space: normal; overflow-wrap: anywhere; }
tr[data-tone="good"] td:nth-child(2) { color: var(--good); }
tr[data-tone="warn"] td:nth-child(2) { color: var(--warn); }
tr[data-tone="bad"] td:nth-child(2) { color: var(--bad); }
table:not(:has(thead)) td { white-space: normal; overflow-wrap: anywhere; }
.full table:not(:has(thead)) { max-width: 44rem; }
table:not(:has(thead)) th { font-weight: 400; color: var(--muted); }
.note { margin-top: 0.6rem; font-size: 0.8125rem; color: var(--muted); }
.chart { margin: 0.5rem 0 0; }
.chart svg { display: block; width: 100%; height: auto; }
.chart text { font-size: 11px; fill: var(--muted); }
.chart text.x { text-anchor: middle; }
.chart text.y { text-anchor: end; }
.grid { stroke: var(--line); stroke-width: 1; fill: none; }
.line { fill: none; stroke: var(--tone); stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.line.dashed { stroke-dasharray: 5 4; stroke-linecap: butt; }
.band[data-tone="quiet"] { fill: var(--line); opacity: 0.5; }
.band[data-tone="blame"] { fill: var(--bad); opacity: 0.15; }
.chart figcaption { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-top: 0.25rem; font-size: 0.8125rem; }
.key::before {
  content: "";
  display: inline-block;
  width: 1.1rem;
  margin-right: 0.35rem;
  vertical-align: middle;
  border-top: 3px solid var(--tone);
}
.key.dashed::before { border-top-style: dashed; }
[data-tone="response"] { --tone: var(--response); }
[data-tone="response-soft"] { --tone: var(--response-soft); }
[data-tone="service"] { --tone: var(--service); }
[data-tone="service-soft"] { --tone: var(--service-soft); }
[data-tone="outcome"] { --tone: var(--outcome); }
[data-tone="muted"] { --tone: var(--muted); }
[data-tone="bad"] { --tone: var(--bad); }
.bars { display: grid; grid-template-columns: auto 1fr; gap: 0.35rem 0.75rem; align-items: center; margin-top: 0.6rem; }
.bar { display: flex; height: 1rem; overflow: hidden; border-radius: 3px; background: var(--line); }
.bar > span { flex: 0 1 0; background: var(--part); }
.bar-name { font-weight: 600; font-variant-numeric: tabular-nums; }
.bar-keys { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-top: 0.5rem; font-size: 0.8125rem; color: var(--muted); }
.bar-keys > span::before {
  content: "";
  display: inline-block;
  width: 0.7rem;
  height: 0.7rem;
  margin-right: 0.35rem;
  border-radius: 2px;
  background: var(--part);
}
[data-stage="lateness"] { --part: var(--bad); }
[data-stage="queue"] { --part: var(--service); }
[data-stage="firstByte"] { --part: var(--response); }
[data-stage="body"] { --part: var(--response-soft); }
[data-stage="readDelay"] { --part: var(--muted); }
pre { margin: 0.6rem 0 0; font-size: 0.8125rem; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; }
details { margin-top: 0.4rem; }
@media (max-width: 60rem) {
  .half, .third { grid-column: span 6; }
  .full .chart text { font-size: 17px; }
  header, main, footer { padding-inline: 1rem; }
}
@media print {
  :root { --page: #ffffff; }
  body { font-size: 10pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  header, main, footer { max-width: none; padding-inline: 0; }
  main, .sections { display: block; }
  .card, .verdict { margin-bottom: 0.8rem; padding: 0.6rem 0.8rem; }
  .tiles { display: flex; gap: 0.8rem; }
  .tile { flex: 1; }
  .chart, .tile, .verdict, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  th, thead th, td { padding: 0.15rem 0.35rem; font-size: 8pt; white-space: normal; }
  .full .chart text { font-size: 17px; }
  .scroll { overflow: visible; }
}
`;

function declarations(palette: Palette, indent: string): string {
  return Object.entries(palette)
    .map(([name, colour]) => `${indent}--${name}: ${colour};`)
    .join("\n");
}
