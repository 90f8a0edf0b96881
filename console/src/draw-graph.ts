import { select } from 'd3-selection';
import { zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import { shapeOf } from './graph-shape.ts';
import { GraphView } from './graph-view.ts';
import { layOut } from './lay-out-graph.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import { paintGraph } from './paint-graph.ts';
import { colour } from './theme.ts';

export interface GraphPicture {
  /** What can be seen now, as a PNG. */
  savePicture(name: string): void;
  showAll(): void;
  stop(): void;
}

/** Draws a neighbourhood on a canvas; accounts find their places while one looks on. */
export function drawGraph(
  canvas: HTMLCanvasElement,
  around: Neighbourhood,
  choose: (username: string) => void,
): GraphPicture {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('the browser draws no canvas');
  const shape = shapeOf(around);
  const stopping = new AbortController();
  const { signal } = stopping;
  let chosen: string | undefined;
  let frame = 0;
  let rests = false;

  const view = () => new GraphView(shape, canvas, zoomTransform(canvas));
  const paint = () => {
    frame = 0;
    const { clientWidth, clientHeight } = canvas;
    const [width, height] = [clientWidth, clientHeight].map((each) => each * devicePixelRatio);
    if (canvas.width !== width) canvas.width = width ?? 0;
    if (canvas.height !== height) canvas.height = height ?? 0;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paintGraph(context, shape, view(), chosen);
    if (rests) canvas.setAttribute('aria-busy', 'false');
  };
  const repaint = () => {
    frame ||= requestAnimationFrame(paint);
  };

  const zoomed = zoom<HTMLCanvasElement, unknown>().scaleExtent([0.3, 30]).on('zoom', repaint);
  const selection = select(canvas).call(zoomed);
  const accountAt = ({ offsetX, offsetY }: MouseEvent) => view().at(shape, offsetX, offsetY);
  const point = (name: string | undefined) => {
    if (name === chosen) return;
    chosen = name;
    canvas.style.cursor = name === undefined ? '' : 'pointer';
    repaint();
  };
  canvas.addEventListener('pointermove', (event) => point(accountAt(event)), { signal });
  canvas.addEventListener('pointerleave', () => point(undefined), { signal });
  canvas.addEventListener(
    'click',
    (event) => {
      const name = accountAt(event);
      if (name !== undefined) choose(name);
    },
    { signal },
  );
  const resized = new ResizeObserver(repaint);
  resized.observe(canvas);
  canvas.setAttribute('aria-busy', 'true');
  const stopLayout = layOut(shape, (isLast) => {
    rests = isLast;
    repaint();
  });

  return {
    savePicture: (name) => savePicture(canvas, name),
    showAll: () => selection.call(zoomed.transform, zoomIdentity),
    stop: () => {
      stopLayout();
      cancelAnimationFrame(frame);
      resized.disconnect();
      selection.on('.zoom', null);
      stopping.abort();
    },
  };
}

function savePicture(canvas: HTMLCanvasElement, name: string): void {
  const picture = document.createElement('canvas');
  picture.width = canvas.width;
  picture.height = canvas.height;
  const context = picture.getContext('2d');
  if (!context) return;
  context.fillStyle = colour('card');
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(canvas, 0, 0);
  picture.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, 'image/png');
}
