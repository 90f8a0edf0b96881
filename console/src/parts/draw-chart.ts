import UPlot, { type AlignedData } from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { locale, t } from '../language.ts';
import type { ChartOptions } from './chart.tsx';

/** Draws a chart into an element, as wide as it is, until it is stopped. */
export function drawChart(
  element: HTMLElement,
  { lines, ...options }: ChartOptions,
  data: number[][],
): { readonly reset: () => void; readonly stop: () => void } {
  const [times = [], ...values] = data;
  const aligned: AlignedData = [times, ...values];
  const bars = UPlot.paths.bars?.({ size: [0.7, 28] });
  // Bars stand on their times: half of the first and of the last would be cut off.
  const margin =
    bars && lines.some(({ shape }) => shape === 'bars')
      ? ((times[1] ?? 0) - (times[0] ?? 0)) / 2
      : 0;
  const show = (value: number | null) => value?.toLocaleString(locale()) ?? '–';
  const chart = new UPlot(
    {
      ...options,
      axes: [
        { ...options.axes?.[0], values: (_, ticks) => ticks.map(tickText(times)) },
        {
          ...options.axes?.[1],
          // Counts have no halves.
          incrs: [0, 1, 2, 3, 4, 5, 6].flatMap((ten) => [1, 2, 5].map((step) => step * 10 ** ten)),
          values: (_, ticks) => ticks.map((tick) => Math.abs(tick).toLocaleString(locale())),
        },
      ],
      cursor: { drag: { x: true, y: false }, y: false },
      legend: { live: true },
      scales: {
        x: { time: true, range: (_, min, max) => [min - margin, max + margin] },
        // From zero on, so that a height says how many.
        y: { range: (_, min, max) => [Math.min(0, min * 1.08), Math.max(1, max * 1.08)] },
      },
      series: [
        {
          label: t('chart.time'),
          value: (_, time: number | null) => (time === null ? '–' : timeText(time)),
        },
        ...lines.map(({ label, paint, shape }) => ({
          label,
          stroke: paint,
          fill: shape === 'bars' ? paint : `${paint}22`,
          width: shape === 'bars' ? 0 : 2,
          ...(shape === 'bars' && bars && { paths: bars }),
          points: { show: false },
          value: (_: UPlot, value: number | null) => show(value === null ? null : Math.abs(value)),
        })),
      ],
    },
    aligned,
    element,
  );
  const watcher = new ResizeObserver(() => {
    if (element.clientWidth !== chart.width) {
      chart.setSize({ width: element.clientWidth, height: chart.height });
    }
  });
  watcher.observe(element);
  return {
    reset: () => chart.setData(aligned),
    stop: () => {
      watcher.disconnect();
      chart.destroy();
    },
  };
}

const day = 86_400;

function timeText(time: number): string {
  return new Date(time * 1000).toLocaleString(locale(), {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}

const tickText = (times: readonly number[]) => (tick: number) => {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const options: Intl.DateTimeFormatOptions =
    span > 3 * day ? { month: 'numeric', day: 'numeric' } : { hour: '2-digit', minute: '2-digit' };
  return new Date(tick * 1000).toLocaleString(locale(), options);
};
