import Graph from 'graphology';
import forceAtlas2 from 'graphology-layout-forceatlas2';

/** What a layout begins with. */
export interface LayoutStart {
  /** x and y of each node. */
  readonly places: readonly (readonly [x: number, y: number])[];
  /** Indexes of nodes. */
  readonly edges: readonly (readonly [from: number, to: number])[];
  /** Whether the steps on the way are to be seen. */
  readonly live: boolean;
}

/** Where the nodes are now. */
export interface LayoutStep {
  /** x and y of each node, one after the other. */
  readonly places: Float32Array;
  readonly isLast: boolean;
}

/** After so many steps the picture rests. */
const mostSteps = 600;
/** A frame shows so many of them, and comes so many ms after the one before. */
const stepsPerFrame = 3;
const frameMs = 16;

addEventListener('message', ({ data }: MessageEvent<LayoutStart>) => layOut(data));

function layOut({ places, edges, live }: LayoutStart): void {
  const graph = new Graph();
  for (const [index, [x, y]] of places.entries()) graph.addNode(index, { x, y });
  for (const [from, to] of edges) graph.addEdge(from, to);
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    gravity: 0.6,
    barnesHutOptimize: graph.order > 200,
  };
  const iterations = live ? stepsPerFrame : mostSteps;
  let steps = 0;
  const advance = () => {
    const began = performance.now();
    forceAtlas2.assign(graph, { iterations, settings });
    steps += iterations;
    const isLast = steps >= mostSteps;
    const now = new Float32Array(graph.order * 2);
    let at = 0;
    graph.forEachNode((_, { x, y }) => {
      now[at] = x;
      now[at + 1] = y;
      at += 2;
    });
    postMessage({ places: now, isLast } satisfies LayoutStep);
    if (!isLast) setTimeout(advance, Math.max(0, frameMs - (performance.now() - began)));
  };
  advance();
}
