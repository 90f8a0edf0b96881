import type { Dot, Line, Shape } from './graph-shape.ts';
import type { GraphView } from './graph-view.ts';
import { colour } from './theme.ts';

const fonts = 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif';
/** A label keeps others out of a box of so many CSS pixels. */
const box = { width: 90, height: 22 };

interface Drawn {
  readonly name: string;
  readonly dot: Dot;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Paints a shape as it lies in a view.
 *
 * @param chosen the account under the pointer: what is not next to it is faint.
 */
export function paintGraph(
  context: CanvasRenderingContext2D,
  shape: Shape,
  view: GraphView,
  chosen: string | undefined,
): void {
  context.clearRect(0, 0, view.width, view.height);
  const near = chosen === undefined ? undefined : new Set([chosen, ...shape.neighbors(chosen)]);
  const dots = new Map<string, Drawn>();
  shape.forEachNode((name, dot) => {
    const place = { x: view.x(dot), y: view.y(dot), radius: view.radius(dot) };
    dots.set(name, { name, dot, ...place });
  });
  paintLines(context, shape, dots, near);
  paintDots(context, [...dots.values()], near);
  paintLabels(context, shape, [...dots.values()], near);
  const pointed = chosen === undefined ? undefined : dots.get(chosen);
  if (pointed) paintPointed(context, pointed);
}

/** Lines of one kind are one path: the fewer, the faster. */
function paintLines(
  context: CanvasRenderingContext2D,
  shape: Shape,
  dots: ReadonlyMap<string, Drawn>,
  near: ReadonlySet<string> | undefined,
): void {
  const kinds = new Map<string, { line: Line; ends: [Drawn, Drawn][] }>();
  shape.forEachEdge((_, line, from, to) => {
    if (near && !(near.has(from) && near.has(to))) return;
    const [start, end] = [dots.get(from), dots.get(to)];
    if (!start || !end) return;
    const kind = kinds.get(line.tint) ?? { line, ends: [] };
    kind.ends.push([start, end]);
    kinds.set(line.tint, kind);
  });
  // The plain ones lie below.
  const ordered = [...kinds.values()].sort((a, b) => a.line.width - b.line.width);
  for (const { line, ends } of ordered) {
    context.strokeStyle = context.fillStyle = colour(line.tint);
    context.lineWidth = line.width;
    context.beginPath();
    for (const [start, end] of ends) {
      context.moveTo(start.x, start.y);
      context.lineTo(end.x, end.y);
    }
    context.stroke();
    // In a large graph nobody sees where a faint line ends, and arrows cost as much as lines.
    if (line.mutual || (shape.order > 300 && line.tint === 'line')) continue;
    context.beginPath();
    for (const [start, end] of ends) addArrow(context, start, end, 4 + line.width);
    context.fill();
  }
}

/** A triangle that ends where the dot begins. */
function addArrow(
  context: CanvasRenderingContext2D,
  start: Drawn,
  end: Drawn,
  length: number,
): void {
  const [dx, dy] = [end.x - start.x, end.y - start.y];
  const distance = Math.hypot(dx, dy);
  if (distance < end.radius + length) return;
  const [ux, uy] = [dx / distance, dy / distance];
  const [tipX, tipY] = [end.x - ux * end.radius, end.y - uy * end.radius];
  const [backX, backY] = [tipX - ux * length, tipY - uy * length];
  const half = length / 2.4;
  context.moveTo(tipX, tipY);
  context.lineTo(backX - uy * half, backY + ux * half);
  context.lineTo(backX + uy * half, backY - ux * half);
}

function paintDots(
  context: CanvasRenderingContext2D,
  dots: readonly Drawn[],
  near: ReadonlySet<string> | undefined,
): void {
  const tintOf = ({ name, dot }: Drawn) => (near && !near.has(name) ? 'line' : dot.tint);
  for (const tint of new Set(['line', 'soft', ...dots.map(tintOf)])) {
    context.fillStyle = colour(tint);
    for (const { x, y, radius } of dots.filter((drawn) => tintOf(drawn) === tint)) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
}

/** Names, the largest dots' first, as far as none covers another. */
function paintLabels(
  context: CanvasRenderingContext2D,
  shape: Shape,
  dots: readonly Drawn[],
  near: ReadonlySet<string> | undefined,
): void {
  context.font = `12px ${fonts}`;
  context.fillStyle = colour('ink');
  // Lines would strike the names through.
  context.strokeStyle = colour('card');
  context.lineWidth = 3;
  context.lineJoin = 'round';
  const least = shape.order > 200 && near === undefined ? 8 : 4;
  const taken = new Set<string>();
  const wanted = dots
    .filter(({ name, radius }) => radius >= least && (near?.has(name) ?? true))
    .sort((a, b) => b.dot.size - a.dot.size);
  for (const { x, y, radius, dot } of wanted) {
    const place = `${Math.round(x / box.width)} ${Math.round(y / box.height)}`;
    if (taken.has(place)) continue;
    taken.add(place);
    context.strokeText(dot.label, x + radius + 3, y + 4);
    context.fillText(dot.label, x + radius + 3, y + 4);
  }
}

function paintPointed(context: CanvasRenderingContext2D, { x, y, radius, dot }: Drawn): void {
  context.font = `600 13px ${fonts}`;
  const width = context.measureText(dot.label).width + 14;
  context.fillStyle = colour('card');
  context.strokeStyle = colour('accent');
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x + radius + 2, y - 13, width, 26, 6);
  context.fill();
  context.stroke();
  context.fillStyle = colour('ink');
  context.fillText(dot.label, x + radius + 9, y + 5);
}
