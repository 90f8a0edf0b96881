import { useEffect, useRef, useState } from 'preact/hooks';
import type { Options } from 'uplot';
import { language, t } from '../language.ts';
import { colour, theme } from '../theme.ts';

export interface ChartLine {
  readonly label: string;
  /** A colour of the stylesheet. */
  readonly colour: string;
  readonly shape: 'bars' | 'line';
  readonly values: readonly number[];
}

/** Values over time; a stretch that is drawn over is zoomed into, a double click shows all again. */
export function Chart({
  label,
  times,
  lines,
}: {
  label: string;
  /** In seconds. */
  times: readonly number[];
  lines: readonly ChartLine[];
}) {
  const box = useRef<HTMLDivElement>(null);
  const [zoomed, setZoomed] = useState(false);
  const reset = useRef(() => {});
  const key = JSON.stringify([times, lines, language.value, theme.value]);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let stop = () => {};
    let gone = false;
    void import('./draw-chart.ts').then(({ drawChart }) => {
      if (gone) return;
      const chart = drawChart(element, optionsOf(element, lines, setZoomed), [
        [...times],
        ...lines.map(({ values }) => [...values]),
      ]);
      reset.current = chart.reset;
      stop = chart.stop;
    });
    setZoomed(false);
    return () => {
      gone = true;
      stop();
    };
  }, [key]);
  return (
    <figure class="stack" style={{ margin: 0 }}>
      <div class="chart" ref={box} role="img" aria-label={label} />
      <figcaption class="row soft tiny">
        <span class="grow">{t('chart.hint')}</span>
        {zoomed && (
          <button type="button" class="plain" onClick={() => reset.current()}>
            {t('chart.all')}
          </button>
        )}
      </figcaption>
    </figure>
  );
}

export type ChartOptions = Pick<Options, 'width' | 'height' | 'axes' | 'fmtDate' | 'hooks'> & {
  readonly lines: readonly (ChartLine & { readonly paint: string })[];
};

function optionsOf(
  element: HTMLElement,
  lines: readonly ChartLine[],
  setZoomed: (zoomed: boolean) => void,
): ChartOptions {
  const axis = {
    stroke: colour('soft'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1 },
    font: '12px system-ui, "Noto Sans SC", sans-serif',
  };
  return {
    width: element.clientWidth,
    height: 220,
    axes: [axis, { ...axis, size: 56 }],
    lines: lines.map((line) => ({ ...line, paint: colour(line.colour) })),
    hooks: {
      setScale: [
        (chart, scale) => {
          if (scale !== 'x') return;
          const { min, max } = chart.scales.x ?? {};
          const all = chart.data[0];
          setZoomed((min ?? 0) > (all[0] ?? 0) || (max ?? 0) < (all.at(-1) ?? 0));
        },
      ],
    },
  };
}
