/**
 * A benchmark's verdicts as an SVG: one bar of speed-up for each approach over the bands of the verdicts, and how the speed-up goes along
 * each sweep. Colours follow the reader's light or dark mode; every number is in the text too, for readers who see no colours.
 */
import type { BenchResult } from './benchResult.ts';
import { bands, getSweep, listVerdicts, type SweptBy } from './verdict.ts';

const width = 720;
const left = 190;
const right = 24;
const rowHeight = 30;
const sweepHeight = 150;
const fills = ['#d1495b', '#edae49', '#66a182', '#2e7d5b'];
const lines = ['#3366cc', '#b0489b', '#8a6d1b', '#2e7d5b', '#7a5cc4'];

/** Ends with a newline; the same result gives the same text. */
export function toChart(result: BenchResult): string {
  const verdicts = listVerdicts(result);
  const most = Math.max(2.5, ...verdicts.map(({ speedup }) => speedup * 1.1));
  const x = (speedup: number): number => round(left + (width - left - right) * Math.min(speedup, most) / most);
  const top = 64;
  const bottom = top + verdicts.length * rowHeight;
  const sweeps = (['tasks', 'size', 'workers'] as const).flatMap((by) => (isSwept(result, by) ? [by] : []));
  const height = bottom + 62 + sweeps.length * (sweepHeight + 50);
  const judged = verdicts[0]?.cell;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc" font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="title">${escape(`${result.function}: speed-up over one thread`)}</title>`,
    `<desc id="desc">${escape(verdicts.map((each) => `${each.approach} ${toFactor(each.speedup)}${each.verdict === undefined ? ', the baseline' : `, ${each.verdict}`}`).join('; '))}</desc>`,
    '<style>.text{fill:#1f2328}.soft{fill:#59636e}.page{fill:#fff}.rule{stroke:#59636e}@media(prefers-color-scheme:dark){.text{fill:#e6edf3}.soft{fill:#9198a1}.page{fill:#0d1117}.rule{stroke:#9198a1}}</style>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="text" x="16" y="24" font-size="15" font-weight="600">${escape(`${result.function} (${result.file})`)}</text>`,
    `<text class="soft" x="16" y="42">${escape(judged === undefined ? 'The baseline was not measured.' : `${judged.tasks} tasks of size ${judged.size}, ${result.machine.cores} cores, Node ${result.machine.nodeVersion}`)}</text>`,
    ...bands.map((band, index) => {
      const [from, to] = [x(band.from), x(bands[index + 1]?.from ?? most)];
      return `<rect x="${from}" y="${top - 8}" width="${round(to - from)}" height="${bottom - top + 8}" fill="${fills[index] ?? ''}" opacity="0.18"><title>${escape(band.verdict)}</title></rect>`;
    }),
    ...verdicts.flatMap((each, row) => {
      const y = top + row * rowHeight;
      const end = x(each.speedup);
      const label = `${toFactor(each.speedup)}${each.verdict === undefined ? '' : `, ${each.verdict}`}`;
      // A long bar has room for its text inside.
      const isInside = end > width - 220;
      return [
        `<text class="text" x="${left - 10}" y="${y + 15}" text-anchor="end">${escape(each.approach)}</text>`,
        `<rect x="${left}" y="${y + 3}" width="${round(end - left)}" height="16" rx="2" fill="${each.verdict === undefined ? '#6e7781' : fills[bands.findIndex((band) => band.verdict === each.verdict)] ?? ''}"/>`,
        `<text ${isInside ? 'fill="#fff"' : 'class="text"'} x="${isInside ? end - 6 : end + 6}" y="${y + 15}"${isInside ? ' text-anchor="end"' : ''}>${escape(label)}</text>`,
      ];
    }),
    ...pickTicks([0, ...bands.slice(1).map((band) => band.from)], x, 30).map((value) => `<text class="soft" x="${x(value)}" y="${bottom + 16}" text-anchor="middle">${value}×</text>`),
    `<line class="rule" x1="${x(1)}" x2="${x(1)}" y1="${top - 8}" y2="${bottom}" stroke-dasharray="3 3"/>`,
    ...sweeps.flatMap((by, index) => drawSweep(result, by, bottom + 62 + index * (sweepHeight + 50))),
    '</svg>', '',
  ];
  return parts.join('\n');
}

function isSwept(result: BenchResult, by: SweptBy): boolean {
  return result.cells.some((cell) => cell.sweep === by);
}

const titles: Readonly<Record<SweptBy, string>> = { tasks: 'Speed-up by number of tasks', size: 'Speed-up by size of the input', workers: 'Speed-up by number of workers or processes' };

function drawSweep(result: BenchResult, by: SweptBy, top: number): readonly string[] {
  // An approach has the same colour in every sweep, also where others are missing.
  const series = listVerdicts(result).filter((each) => each.verdict !== undefined).map(({ approach }, index) => ({ approach, color: lines[index % lines.length] ?? '', points: getSweep(result, approach, by) })).filter(({ points }) => points.length > 1);
  const values = [...new Set(series.flatMap(({ points }) => points.map((point) => point.value)))].sort((a, b) => a - b);
  const [least, largest] = [values[0] ?? 1, values.at(-1) ?? 1];
  const most = Math.max(2.2, ...series.flatMap(({ points }) => points.map((point) => point.speedup * 1.1)));
  // Magnitudes: the points are chosen by multiplying.
  const x = (value: number): number => round(60 + (width - 60 - 170) * (largest === least ? 0.5 : Math.log(value / least) / Math.log(largest / least)));
  const y = (speedup: number): number => round(top + sweepHeight - sweepHeight * Math.min(speedup, most) / most);
  return [
    `<text class="text" x="16" y="${top - 12}" font-weight="600">${titles[by]}</text>`,
    ...bands.map((band, index) => {
      const upper = y(bands[index + 1]?.from ?? most);
      return `<rect x="60" y="${upper}" width="${width - 60 - 170}" height="${round(y(band.from) - upper)}" fill="${fills[index] ?? ''}" opacity="0.18"/>`;
    }),
    ...pickTicks(bands.slice(1).map((band) => band.from), y, 13).map((value) => `<text class="soft" x="52" y="${y(value) + 4}" text-anchor="end">${value}×</text>`),
    ...values.map((value) => `<text class="soft" x="${x(value)}" y="${top + sweepHeight + 16}" text-anchor="middle">${value}</text>`),
    ...series.flatMap(({ approach, color, points }, index) => [
      `<polyline fill="none" stroke="${color}" stroke-width="2" points="${points.map((point) => `${x(point.value)},${y(point.speedup)}`).join(' ')}"/>`,
      ...points.map((point) => `<circle cx="${x(point.value)}" cy="${y(point.speedup)}" r="3" fill="${color}"><title>${escape(`${approach}, ${point.value}: ${toFactor(point.speedup)}`)}</title></circle>`),
      `<text fill="${color}" x="${width - 160}" y="${top + 14 + index * 18}">${escape(approach)}</text>`,
    ]),
  ];
}

/** The values whose labels have room beside those before them. */
function pickTicks(values: readonly number[], at: (value: number) => number, room: number): readonly number[] {
  const picked: number[] = [];
  for (const value of values) if (picked.every((other) => Math.abs(at(other) - at(value)) >= room)) picked.push(value);
  return picked;
}

/** `0.83×`, `12×`. */
export function toFactor(speedup: number): string {
  return `${speedup >= 10 ? speedup.toFixed(0) : speedup.toFixed(2)}×`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
