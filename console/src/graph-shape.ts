import Graph from 'graphology';
import type { Neighbourhood } from './neighbourhood.ts';

export interface Dot {
  x: number;
  y: number;
  /** Its radius when the whole graph is in view, in CSS pixels. */
  readonly size: number;
  readonly label: string;
  /** A colour's name in the stylesheet. */
  readonly tint: string;
}

export interface Line {
  readonly tint: string;
  readonly width: number;
  readonly mutual: boolean;
}

export type Shape = Graph<Dot, Line>;

/** A neighbourhood as it is drawn, before its accounts have found their places. */
export function shapeOf({ middle, nodes, edges }: Neighbourhood): Shape {
  const graph: Shape = new Graph();
  const tints = tintsOf({ middle, edges });
  const degrees = degreesOf(edges);
  for (const [index, { username, nickname, step }] of nodes.entries()) {
    // A spiral: no two begin at one place, and the same graph begins the same way.
    const angle = index * 2.399963;
    const radius = Math.sqrt(index) * 10;
    const size = Math.min(3 + Math.sqrt(degrees.get(username) ?? 0) * 1.1, 14);
    graph.addNode(username, {
      label: nickname || username,
      x: radius * Math.cos(angle),
      y: radius * Math.sin(angle),
      size: username === middle.username ? size + 4 : size,
      tint: tints.get(username) ?? (step === 0 ? 'accent' : 'soft'),
    });
  }
  for (const { follower, target, mutual } of edges) {
    const isOwn = follower === middle.username || target === middle.username;
    const tone = follower === middle.username ? 'out' : 'in';
    graph.addEdge(follower, target, {
      mutual,
      tint: mutual ? 'mutual' : isOwn ? tone : 'line',
      width: mutual ? 1.6 : isOwn ? 1.3 : 0.8,
    });
  }
  return graph;
}

/** How each account next to the middle stands to it. */
function tintsOf({ middle, edges }: Pick<Neighbourhood, 'middle' | 'edges'>): Map<string, string> {
  const tints = new Map<string, string>();
  for (const { follower, target, mutual } of edges) {
    if (follower === middle.username) tints.set(target, mutual ? 'mutual' : 'out');
    if (target === middle.username) tints.set(follower, mutual ? 'mutual' : 'in');
  }
  return tints;
}

function degreesOf(edges: Neighbourhood['edges']): Map<string, number> {
  const degrees = new Map<string, number>();
  for (const end of edges.flatMap(({ follower, target }) => [follower, target])) {
    degrees.set(end, (degrees.get(end) ?? 0) + 1);
  }
  return degrees;
}
