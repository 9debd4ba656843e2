import { Markup } from './markup.ts';

/** The style of the HTML report: light and dark by the reader's setting, narrow screens, and paper. */
export const REPORT_STYLE = new Markup(`
:root {
  color-scheme: light dark;
  --paper: #f4f6f5; --card: #ffffff; --ink: #17201d; --muted: #55635e; --line: #dde4e1; --accent: #0b7261; --wash: #e3f1ed;
  --good: #14866d; --calm: #5b8def; --rest: #8a9691; --warn: #c27803; --bad: #cf3a4a; --open: #8b6fd6;
  --colour1: #0b7f6c; --colour2: #3f74d9; --colour3: #c27803; --colour4: #c43d73; --colour5: #7c58cf; --colour6: #5c8f1f;
  --colour7: #1d8fb8; --colour8: #a3602f;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1211; --card: #151c1a; --ink: #e6eeeb; --muted: #9cada6; --line: #2a3431; --accent: #56cdb4; --wash: #17302a;
    --good: #35b598; --calm: #7aa5f8; --rest: #7b8883; --warn: #e0a33a; --bad: #f0717d; --open: #ab94ee;
    --colour1: #35b598; --colour2: #7aa5f8; --colour3: #e0a33a; --colour4: #ee7ba8; --colour5: #ab94ee; --colour6: #97c75a;
    --colour7: #5cc0e6; --colour8: #d49a6a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 48px 28px 40px; }
h1 { margin: 0 0 12px; font-size: clamp(1.9rem, 5vw, 2.9rem); line-height: 1.12; letter-spacing: -0.02em; text-wrap: balance; }
h2 { margin: 0 0 14px; font-size: 1.2rem; line-height: 1.3; letter-spacing: -0.005em; }
p { margin: 0 0 14px; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.875em; }
pre { margin: 0 0 14px; padding: 12px 16px; overflow-x: auto; border-radius: 8px; background: var(--wash); }
.path { overflow-wrap: anywhere; white-space: pre-wrap; }
.code, .muted { color: var(--muted); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.brand { margin: 0 0 20px; font-weight: 700; color: var(--accent); }
.brand span { margin-left: 10px; padding-left: 12px; border-left: 1px solid var(--line); color: var(--muted); font-weight: 400; }
.lead { max-width: 46em; font-size: 1.1rem; }
.badges { margin: 0 0 28px; }
.badge { display: inline-block; padding: 3px 12px; border: 1px solid currentColor; border-radius: 99px; font-size: 0.875rem; font-weight: 600; }
.badge.good { color: var(--accent); } .badge.calm { color: var(--muted); } .badge.warn { color: var(--ink); border-color: var(--warn); } .badge.bad { color: var(--ink); border-color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 0 0 20px; }
.tiles div { display: flex; flex-direction: column-reverse; justify-content: flex-end; padding: 16px 18px; border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
.tiles dt { color: var(--muted); font-size: 0.875rem; line-height: 1.35; }
.tiles dd { margin: 0; font-size: 1.45rem; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tiles .alarming { border-color: var(--warn); box-shadow: inset 0 3px 0 var(--warn); }
.card { margin: 0 0 20px; padding: 24px 26px 20px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
.scroll { overflow-x: auto; margin: 0 0 8px; }
table { width: 100%; border-collapse: collapse; font-size: 0.94rem; }
caption { padding: 0 0 8px; text-align: left; color: var(--muted); font-size: 0.875rem; }
th, td { padding: 8px 16px 8px 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-top: 0; color: var(--muted); font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 500; }
th:has(.swatch) { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.problems td:first-child { width: 55%; }
.groups ul { margin: 0; padding: 0; list-style: none; }
.groups li + li { margin-top: 2px; }
.scroll + .scroll { margin-top: 22px; }
.swatch { display: inline-block; width: 12px; height: 12px; margin-right: 10px; border-radius: 3px; background: var(--tone); }
.good { --tone: var(--good); } .calm { --tone: var(--calm); } .rest { --tone: var(--rest); } .warn { --tone: var(--warn); } .bad { --tone: var(--bad); } .open { --tone: var(--open); }
.colour1 { --tone: var(--colour1); } .colour2 { --tone: var(--colour2); } .colour3 { --tone: var(--colour3); } .colour4 { --tone: var(--colour4); }
.colour5 { --tone: var(--colour5); } .colour6 { --tone: var(--colour6); } .colour7 { --tone: var(--colour7); } .colour8 { --tone: var(--colour8); }
svg { display: block; }
svg text { fill: var(--muted); font-size: 13px; font-variant-numeric: tabular-nums; }
.stack { width: 100%; height: 28px; margin: 4px 0 18px; border-radius: 7px; }
.stack rect { fill: var(--tone); stroke: var(--card); stroke-width: 2; vector-effect: non-scaling-stroke; }
.mini { display: inline-block; width: 110px; height: 8px; margin-right: 12px; border-radius: 4px; background: var(--wash); vertical-align: middle; }
.share { display: inline-block; min-width: 3.9em; }
.mini rect { fill: var(--tone); }
.beside { display: grid; grid-template-columns: 240px minmax(0, 1fr); gap: 36px; align-items: start; }
.ring { width: 100%; max-width: 240px; margin: 8px auto 0; }
.ring circle, .ring path { fill: none; stroke: var(--tone); stroke-width: 30; }
.ring .track { stroke: var(--line); stroke-width: 30; opacity: 0.5; }
.ring text { text-anchor: middle; dominant-baseline: middle; }
.ring .inside { fill: var(--ink); font-size: 25px; font-weight: 650; }
.timeline { width: 100%; height: auto; margin: 8px 0 12px; }
.timeline .grid { stroke: var(--line); } .timeline .tick { stroke: var(--muted); }
.timeline .area { fill: var(--colour1); opacity: 0.14; } .timeline .line { fill: none; stroke: var(--colour1); stroke-width: 2.5; stroke-linejoin: round; stroke-linecap: round; }
.timeline .row-label { text-anchor: end; dominant-baseline: middle; } .timeline .column-label, .timeline .axis { text-anchor: middle; }
.on-narrow { display: none; }
summary { color: var(--accent); cursor: pointer; }
details table { max-width: 480px; margin-top: 10px; }
footer { padding: 12px 26px 0; font-size: 0.875rem; }
footer h2 { font-size: 1rem; }
.facts { margin: 0 0 14px; }
.facts div { display: grid; grid-template-columns: 120px minmax(0, 1fr); gap: 12px; padding: 3px 0; }
.facts dt { color: var(--muted); } .facts dd { margin: 0; } .facts code { overflow-wrap: anywhere; }
@media (max-width: 900px) {
  .beside { grid-template-columns: minmax(0, 1fr); gap: 20px; }
}
@media (max-width: 720px) {
  main { padding: 28px 14px 28px; }
  .card { padding: 18px 16px 14px; }
  .on-wide { display: none; } .on-narrow { display: block; }
  .wide, .mini { display: none; }
  .facts div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --muted: #444; --line: #ccc; --accent: #075b4d; --wash: #f2f2f2; }
  body { font-size: 11pt; }
  main { max-width: none; padding: 0; }
  .card, .tiles div { break-inside: avoid; box-shadow: none; }
  .card:has(.problems, .groups) { break-inside: auto; }
  tr { break-inside: avoid; } thead { display: table-header-group; }
  svg, .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details { display: none; }
}
`);
