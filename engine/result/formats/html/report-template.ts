/*
 * Templates of the report. Where `<%=` stands a value is escaped; `<%~` is for what is HTML already.
 * Values in attributes stand between double quotes: there, too, nothing can get out of them.
 */

/** The page. It forbids itself everything but its own style. */
export const REPORT_TEMPLATE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Mesh Bench <%= it.view.version %>">
<title><%= it.view.title %> · Mesh Bench</title>
<style><%~ it.style %></style>
</head>
<body>
<header>
<p class="brand">Mesh Bench</p>
<h1><%= it.view.title %></h1>
<p class="muted"><%= it.view.how %></p>
<ul class="chips">
<% for (const chip of it.view.chips) { %><li data-tone="<%= chip.tone %>"><%= chip.text %></li>
<% } %>
<% for (const label of it.view.labels) { %><li class="label"><%= label %></li>
<% } %>
</ul>
<% if (it.view.reason !== null) { %><p class="reason"><%= it.view.reason %></p><% } %>
</header>
<main>
<section class="verdict" data-verdict="<%= it.view.verdict.name %>" aria-label="Can this result be believed?">
<strong class="badge"><%= it.view.verdict.mark %></strong>
<ul>
<% for (const line of it.view.verdict.lines) { %><li><%= line %></li>
<% } %>
</ul>
</section>
<div class="tiles">
<% for (const tile of it.view.tiles) { %><section class="card tile" data-tone="<%= tile.tone %>">
<h2><%= tile.title %></h2>
<p class="value"><%= tile.value %></p>
<p class="muted"><%= tile.note %></p>
</section>
<% } %>
</div>
<div class="sections">
<% for (const section of it.view.sections) { %><section class="card <%= section.width %>" id="<%= section.id %>">
<h2><%= section.title %></h2>
<% for (const part of section.parts) { %><%~ include("@" + part.kind, { part }) %><% } %>
</section>
<% } %>
</div>
</main>
<footer><p class="muted">Made by Mesh Bench <%= it.view.version %>. This page needs nothing but itself; the whole result is in it, as JSON in the element <code>#<%= it.resultId %></code>.</p></footer>
<script type="application/json" id="<%= it.resultId %>"><%~ it.resultJson %></script>
</body>
</html>
`;

const TABLE = `<div class="scroll" role="region" tabindex="0" aria-label="<%= it.part.label %>">
<table>
<caption><%= it.part.label %></caption>
<% if (it.part.heads.length > 0) { %><thead><tr><% for (const head of it.part.heads) { %><th scope="col"<% if (head.isWords) { %> class="words"<% } %><% if (head.meaning) { %> title="<%= head.meaning %>"<% } %>><%= head.text %></th><% } %></tr></thead>
<% } %><tbody>
<% for (const row of it.part.rows) { %><tr data-tone="<%= row.tone ?? "plain" %>"><th scope="row"><%= row.name %></th><% row.cells.forEach((cell, at) => { %><td<% if (it.part.heads[at + 1]?.isWords) { %> class="words"<% } %>><%= cell %></td><% }) %></tr>
<% } %></tbody>
</table>
</div>
`;

const CHART = `<% const chart = it.part.chart; const plot = chart.plot; %><figure class="chart">
<svg viewBox="0 0 <%= chart.width %> <%= chart.height %>" role="img" aria-label="<%= chart.title %>">
<% for (const band of chart.bands) { %><rect class="band" data-tone="<%= band.tone %>" x="<%= band.left %>" y="<%= plot.top %>" width="<%= band.width %>" height="<%= plot.bottom - plot.top %>"><title><%= band.label %></title></rect>
<% } %><% for (const tick of chart.yTicks) { %><path class="grid" d="M<%= plot.left %> <%= tick.position %>H<%= plot.right %>"/><text class="y" x="<%= plot.left - 8 %>" y="<%= tick.position + 4 %>"><%= tick.label %></text>
<% } %><% for (const tick of chart.xTicks) { %><path class="grid" d="M<%= tick.position %> <%= plot.top %>V<%= plot.bottom %>"/><text class="x" x="<%= tick.position %>" y="<%= plot.bottom + 18 %>"><%= tick.label %></text>
<% } %><text class="x title" x="<%= (plot.left + plot.right) / 2 %>" y="<%= chart.height - 6 %>"><%= chart.xTitle %></text>
<% for (const line of chart.lines) { %><path class="line<% if (line.isDashed) { %> dashed<% } %>" data-tone="<%= line.tone %>" d="<%= line.path %>"><title><%= line.label %></title></path>
<% } %></svg>
<figcaption><span class="muted"><%= chart.yTitle %>:</span><% for (const line of chart.lines) { %> <span class="key<% if (line.isDashed) { %> dashed<% } %>" data-tone="<%= line.tone %>"><%= line.label %></span><% } %></figcaption>
</figure>
`;

const BARS = `<div class="bars">
<% for (const bar of it.part.bars) { %><span class="bar-name"><%= bar.name %></span><div class="bar" role="img" aria-label="<%= bar.label %>"><% for (const piece of bar.parts) { %><span data-stage="<%= piece.stage %>" style="flex-grow:<%= piece.share %>"></span><% } %></div>
<% } %></div>
<p class="bar-keys"><% for (const stage of it.part.stages) { %><span data-stage="<%= stage.stage %>"><%= stage.title %></span> <% } %></p>
`;

/** The templates of a section's parts: that of a kind is called `@` and the kind. */
export const PART_TEMPLATES: Readonly<Record<string, string>> = {
  "@table": TABLE,
  "@chart": CHART,
  "@bars": BARS,
  "@note": `<p class="note"><%= it.part.text %></p>
`,
  "@code": `<pre tabindex="0"><code><%= it.part.text %></code></pre>
`,
  "@more": `<details><summary><%= it.part.summary %></summary><%~ include("@table", { part: it.part.table }) %></details>
`,
};
