import Graph from 'graphology';
import forceAtlas2 from 'graphology-layout-forceatlas2';
import Sigma from 'sigma';
import type { Neighbourhood } from './neighbourhood.ts';
import { colour } from './theme.ts';

export interface GraphPicture {
  /** What can be seen now, as a PNG. */
  savePicture(name: string): void;
  showAll(): void;
  stop(): void;
}

/** After so much layout, or so many ms of it, the picture rests. */
const mostSteps = 600;
const longest = 8_000;

/** Draws a neighbourhood into an element; accounts find their places while one looks on. */
export function drawGraph(
  element: HTMLElement,
  around: Neighbourhood,
  choose: (username: string) => void,
): GraphPicture {
  const graph = toGraph(around);
  const ink = colour('ink');
  let near: ReadonlySet<string> | undefined;
  const sigma = new Sigma(graph, element, {
    defaultEdgeType: 'arrow',
    labelFont: 'system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif',
    labelColor: { color: ink },
    labelSize: 12,
    labelDensity: graph.order > 200 ? 0.5 : 2,
    labelRenderedSizeThreshold: graph.order > 200 ? 8 : 4,
    zIndex: true,
    // A thousand accounts move smoothly without their lines.
    hideEdgesOnMove: graph.size > 1500,
    defaultDrawNodeHover: (context, node) => drawHover(context, node),
    nodeReducer: (name, node) =>
      near && !near.has(name) ? { ...node, color: colour('line'), label: '', zIndex: 0 } : node,
    edgeReducer: (name, edge) =>
      near && !graph.extremities(name).every((end) => near?.has(end))
        ? { ...edge, hidden: true }
        : edge,
  });
  sigma.on('clickNode', ({ node }) => choose(node));
  sigma.on('enterNode', ({ node }) => {
    near = new Set([node, ...graph.neighbors(node)]);
    element.style.cursor = 'pointer';
    sigma.refresh({ skipIndexation: true });
  });
  sigma.on('leaveNode', () => {
    near = undefined;
    element.style.cursor = '';
    sigma.refresh({ skipIndexation: true });
  });

  const stopLayout = layOut(graph);
  return {
    savePicture: (name) => savePicture(sigma, name),
    showAll: () => void sigma.getCamera().animatedReset(),
    stop: () => {
      stopLayout();
      sigma.kill();
    },
  };
}

function toGraph({ middle, nodes, edges }: Neighbourhood): Graph {
  const graph = new Graph();
  const tints = tintsOf({ middle, edges });
  for (const [index, { username, nickname, step }] of nodes.entries()) {
    // A spiral: no two begin at one place, and the same graph begins the same way.
    const angle = index * 2.399963;
    const radius = Math.sqrt(index) * 10;
    graph.addNode(username, {
      label: nickname || username,
      x: radius * Math.cos(angle),
      y: radius * Math.sin(angle),
      color: colour(tints.get(username) ?? (step === 0 ? 'accent' : 'soft')),
      zIndex: 2 - step,
    });
  }
  for (const { follower, target, mutual } of edges) {
    const isOwn = follower === middle.username || target === middle.username;
    const tone = follower === middle.username ? 'out' : 'in';
    graph.addEdge(follower, target, {
      type: mutual ? 'line' : 'arrow',
      color: colour(mutual ? 'mutual' : isOwn ? tone : 'line'),
      size: mutual ? 1.6 : isOwn ? 1.3 : 0.8,
    });
  }
  graph.forEachNode((node) => {
    const size = 3 + Math.sqrt(graph.degree(node)) * 1.1;
    graph.setNodeAttribute(node, 'size', node === middle.username ? size + 4 : Math.min(size, 14));
  });
  return graph;
}

/** How each account next to the middle stands to it, as a colour. */
function tintsOf({ middle, edges }: Pick<Neighbourhood, 'middle' | 'edges'>): Map<string, string> {
  const tints = new Map<string, string>();
  for (const { follower, target, mutual } of edges) {
    if (follower === middle.username) tints.set(target, mutual ? 'mutual' : 'out');
    if (target === middle.username) tints.set(follower, mutual ? 'mutual' : 'in');
  }
  return tints;
}

/** Lets the accounts find their places, a little in every frame; all at once for who wants no motion. */
function layOut(graph: Graph): () => void {
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    gravity: 0.6,
    barnesHutOptimize: graph.order > 200,
  };
  const few = { iterations: 1, settings };
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    forceAtlas2.assign(graph, { iterations: 200, settings });
    return () => {};
  }
  let steps = 0;
  let last = performance.now();
  const end = last + longest;
  let frame = requestAnimationFrame(function move() {
    const began = performance.now();
    // Where drawing is slow, more of the layout goes into each of the fewer frames.
    const share = Math.min(80, Math.max(8, (began - last) / 2));
    do {
      forceAtlas2.assign(graph, few);
      steps += 1;
    } while (performance.now() - began < share && steps < mostSteps);
    last = performance.now();
    if (steps < mostSteps && last < end) frame = requestAnimationFrame(move);
  });
  return () => cancelAnimationFrame(frame);
}

function drawHover(
  context: CanvasRenderingContext2D,
  { x, y, size, label }: { x: number; y: number; size: number; label: string | null },
): void {
  if (label === null || label === '') return;
  context.font = '600 13px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif';
  const width = context.measureText(label).width + 14;
  context.fillStyle = colour('card');
  context.strokeStyle = colour('accent');
  context.beginPath();
  context.roundRect(x + size + 2, y - 13, width, 26, 6);
  context.fill();
  context.stroke();
  context.fillStyle = colour('ink');
  context.fillText(label, x + size + 9, y + 5);
}

function savePicture(sigma: Sigma, name: string): void {
  const layers = Object.values(sigma.getCanvases());
  const [first] = layers;
  if (!first) return;
  const picture = document.createElement('canvas');
  picture.width = first.width;
  picture.height = first.height;
  const context = picture.getContext('2d');
  if (!context) return;
  context.fillStyle = colour('card');
  context.fillRect(0, 0, picture.width, picture.height);
  // A drawing by the graphics card is there to be copied only until the frame ends.
  sigma.refresh();
  for (const layer of layers) {
    if (layer.width > 0 && layer.height > 0) {
      context.drawImage(layer, 0, 0, picture.width, picture.height);
    }
  }
  picture.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, 'image/png');
}
