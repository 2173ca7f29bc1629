"use strict";
// Draws what the tables say. Without this script, or without room for it, the tables are all there is.
(() => {
  const PAUSE = 10000;
  const HEIGHT = 220;
  const ROW = 26;
  const GOOD = ["rebooted", "changed", "in progress"];
  const section = document.getElementById("charts");
  if (!section || !window.uPlot) { return; }
  const plots = new Map();
  let numbers = null;
  let last = 0;
  let planned = false;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const axis = (more) => ({
    stroke: colour("--ink"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
    ...more,
  });
  // In UTC: the browser's own zone is another one than that of the tables.
  const clock = (plot, splits, at, space, step) => splits.map((time) => {
    const text = new Date(time * 1000).toISOString();
    return step >= 86400 ? text.slice(5, 10) : step >= 60 ? text.slice(11, 16) : text.slice(11, 19);
  });
  const seconds = (value) => {
    if (value === null || value === undefined) { return ""; }
    if (value >= 3600) { return (value / 3600).toFixed(1) + " h"; }
    const rest = Math.round(value) % 60;
    const minutes = Math.floor(Math.round(value) / 60);
    return value < 60 ? value + " s" : minutes + " min" + (rest > 0 ? " " + rest + " s" : "");
  };

  const draw = (id, text, options, data) => {
    const figure = document.getElementById(id);
    plots.get(id)?.destroy();
    plots.delete(id);
    figure.hidden = data === null;
    if (data === null) { return; }
    figure.setAttribute("role", "img");
    figure.setAttribute("aria-label", figure.querySelector("figcaption").textContent + ": " + text);
    const width = Math.max(280, figure.clientWidth);
    plots.set(id, new uPlot({ width, height: HEIGHT, cursor: { drag: { x: false, y: false } }, ...options }, data, figure));
  };

  const progress = ({ times, done }) => draw(
    "chart-progress",
    done.length + " in all",
    {
      series: [{}, {
        label: "over", stroke: colour("--link"), width: 2, points: { show: false },
        paths: uPlot.paths.stepped({ align: 1 }),
      }],
      axes: [axis({ values: clock, space: 80 }), axis({ size: 60 })],
      legend: { show: false },
    },
    times.length > 1 ? [times, done] : null);

  const timeline = ({ groups, runs }) => {
    if (runs.length === 0) { draw("chart-timeline", "", {}, null); return; }
    const from = Math.min(...runs.map((run) => run.from));
    const to = Math.max(...runs.map((run) => run.to), from + 60);
    const bars = (plot) => {
      const context = plot.ctx;
      context.save();
      for (const run of runs) {
        const left = plot.valToPos(run.from, "x", true);
        const right = plot.valToPos(run.to, "x", true);
        const top = plot.valToPos(run.group + 0.35, "y", true);
        const bottom = plot.valToPos(run.group - 0.35, "y", true);
        context.fillStyle = colour(GOOD.includes(run.result) ? "--link" : "--bad");
        context.globalAlpha = 0.7;
        context.fillRect(left, top, Math.max(2, right - left), bottom - top);
      }
      context.restore();
    };
    draw(
      "chart-timeline",
      runs.length + " in " + groups.length + (groups.length === 1 ? " group" : " groups"),
      {
        height: 60 + ROW * Math.max(2, Math.min(groups.length, 20)),
        legend: { show: false },
        scales: { y: { range: [-0.6, groups.length - 0.4] } },
        series: [{}, { stroke: "transparent", points: { show: false } }],
        axes: [axis({ values: clock, space: 80 }), axis({
          size: 110,
          splits: () => groups.map((name, at) => at),
          values: (plot, splits) => splits.map((at) => {
            const name = groups[at] || "";
            return name.length > 14 ? name.slice(0, 13) + "\u2026" : name;
          }),
        })],
        hooks: { draw: [bars] },
      },
      [[from, to], [0, groups.length - 1]]);
  };

  const phases = ({ names, medians, longest }) => draw(
    "chart-phases",
    names.map((name, at) => name + " " + seconds(medians[at]) + ", at most " + seconds(longest[at])).join("; "),
    {
      legend: { live: false },
      scales: { x: { time: false, range: [-0.6, names.length - 0.4] }, y: { range: (plot, low, high) => [0, (high || 1) * 1.1] } },
      series: [
        { label: "phase", value: (plot, at) => names[at] || "" },
        {
          label: "longest", stroke: colour("--quiet"), fill: colour("--line"), value: (plot, value) => seconds(value),
          paths: uPlot.paths.bars({ size: [0.7, 60] }), points: { show: false },
        },
        {
          label: "median", stroke: colour("--link"), fill: colour("--link"), value: (plot, value) => seconds(value),
          paths: uPlot.paths.bars({ size: [0.4, 34] }), points: { show: false },
        },
      ],
      axes: [
        axis({ splits: () => names.map((name, at) => at), values: (plot, splits) => splits.map((at) => names[at] || "") }),
        axis({ size: 90, values: (plot, splits) => splits.map(seconds) }),
      ],
    },
    names.length > 0 ? [names.map((name, at) => at), longest, medians] : null);

  const drawAll = () => {
    if (!numbers) { return; }
    section.hidden = numbers.timeline.runs.length === 0;
    if (!section.hidden) {
      timeline(numbers.timeline);
      progress(numbers.progress);
      phases(numbers.phases);
    }
  };

  const look = async () => {
    planned = false;
    last = Date.now();
    try {
      const answer = await fetch("/api/charts", { cache: "no-store" });
      if (answer.ok) {
        numbers = await answer.json();
        drawAll();
      }
    } catch (e) {
      // The page itself says that its server does not answer.
    }
  };
  const plan = () => {
    if (planned) { return; }
    planned = true;
    setTimeout(look, Math.max(0, last + PAUSE - Date.now()));
  };

  document.addEventListener("look", plan);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  let room = 0;
  new ResizeObserver(() => {
    if (Math.abs(section.clientWidth - room) > 20) {
      room = section.clientWidth;
      drawAll();
    }
  }).observe(document.body);
  plan();
})();
