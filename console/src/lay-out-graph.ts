import type { Shape } from './graph-shape.ts';
import type { LayoutStart, LayoutStep } from './layout-worker.ts';

/**
 * Lets the accounts find their places, beside the page's own work; at once for who wants no motion.
 *
 * @param moved called after each step that is to be seen, and whether it is the last.
 * @returns what ends it early.
 */
export function layOut(shape: Shape, moved: (isLast: boolean) => void): () => void {
  const names = shape.nodes();
  const indexes = new Map(names.map((name, index) => [name, index]));
  const indexOf = (name: string) => indexes.get(name) ?? 0;
  const start: LayoutStart = {
    places: shape.mapNodes((_, { x, y }) => [x, y]),
    edges: shape.mapEdges((_edge, _line, from, to) => [indexOf(from), indexOf(to)]),
    live: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  };
  const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<LayoutStep>) => {
    for (const [index, name] of names.entries()) {
      const dot = shape.getNodeAttributes(name);
      dot.x = data.places[index * 2] ?? dot.x;
      dot.y = data.places[index * 2 + 1] ?? dot.y;
    }
    moved(data.isLast);
    if (data.isLast) worker.terminate();
  });
  worker.postMessage(start);
  return () => worker.terminate();
}
