// A plot as an SVG by hand: lines over a logarithmic axis, each named at its end. It measures nothing and needs nothing.

const [width, height] = [960, 540];
const frame = { left: 70, right: 300, top: 56, bottom: 52 };
const colours = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#8c564b", "#17becf", "#e377c2", "#7f7f7f", "#bcbd22", "#003f5c", "#a05195", "#665191"];
const labelGap = 17;

/**
 * @param {{ title: string, subtitle: string, xLabel: string, yLabel: string, xs: readonly number[], lines: readonly { name: string, ys: readonly number[] }[] }} plot both axes are logarithmic
 * @returns {string}
 */
export function svgPlot({ title, subtitle, xLabel, yLabel, xs, lines }) {
  const values = lines.flatMap(({ ys }) => ys);
  const [low, high] = [10 ** Math.floor(Math.log10(Math.min(...values))), 10 ** Math.ceil(Math.log10(Math.max(...values)))];
  const x = scale(Math.min(...xs), Math.max(...xs), frame.left, width - frame.right);
  const y = scale(low, high, height - frame.bottom, frame.top);
  const decades = Array.from({ length: Math.round(Math.log10(high / low)) + 1 }, (_, index) => low * 10 ** index);
  const labels = spread(lines.map(({ ys }) => y(ys.at(-1) ?? low)));
  const [right, foot] = [width - frame.right, height - frame.bottom];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#444">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(frame.left, 24, title, 'font-size="17" fill="#111"'), text(frame.left, 44, subtitle),
    ...decades.flatMap((value) => [line(frame.left, y(value), right, y(value), "#ddd"), text(frame.left - 8, y(value) + 4, number(value), 'text-anchor="end"')]),
    ...xs.flatMap((value) => [line(x(value), foot, x(value), foot + 5, "#888"), text(x(value), foot + 20, value.toLocaleString("en"), 'text-anchor="middle"')]),
    line(frame.left, foot, right, foot, "#888"),
    text((frame.left + right) / 2, height - 10, xLabel, 'text-anchor="middle"'), text(frame.left - 8, frame.top - 6, yLabel, 'text-anchor="end"'),
    ...lines.flatMap(({ name, ys }, index) => {
      const colour = colours[index % colours.length] ?? "#000";
      const points = ys.map((value, at) => `${x(xs[at] ?? 1).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
      const label = labels[index] ?? 0;
      return [
        `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        line(right + 2, y(ys.at(-1) ?? low), right + 18, label, colour),
        text(right + 22, label + 4, `${name} (${((ys.at(-1) ?? 0) / (ys[0] ?? 1)).toFixed(2)})`, `fill="${colour}"`),
      ];
    }),
    "</svg>", "",
  ].join("\n");
}

/** @param {number} from @param {number} to @param {number} start @param {number} end */
function scale(from, to, start, end) {
  return (/** @type {number} */ value) => start + (Math.log(value / from) / Math.log(to / from)) * (end - start);
}

/** Heights of labels, none upon another, in the order of the lines. @param {readonly number[]} heights */
function spread(heights) {
  const placed = new Array(heights.length).fill(0);
  let free = -Infinity;
  for (const [index, at] of [...heights.entries()].sort((a, b) => a[1] - b[1])) {
    placed[index] = Math.max(at, free);
    free = placed[index] + labelGap;
  }
  const over = Math.max(0, free - labelGap - (height - frame.bottom));
  return placed.map((at) => at - over);
}

/** @param {number} value */
const number = (value) => (value >= 1 ? value.toLocaleString("en") : String(Number(value.toPrecision(2))));
/** @param {number} x @param {number} y @param {string} words @param {string} more */
const text = (x, y, words, more = "") => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</text>`;
/** @param {number} x1 @param {number} y1 @param {number} x2 @param {number} y2 @param {string} colour */
const line = (x1, y1, x2, y2, colour) => `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${colour}"/>`;
