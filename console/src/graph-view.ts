import type { Dot, Shape } from './graph-shape.ts';

/** Where the picture was zoomed and moved to, in CSS pixels. */
export interface Camera {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** How places of a shape lie in an element: all in view, and then as the camera has it. */
export class GraphView {
  readonly width: number;
  readonly height: number;
  /** How much larger dots are for being looked at more closely. */
  readonly magnification: number;
  readonly #camera: Camera;
  readonly #scale: number;
  readonly #middle: { readonly x: number; readonly y: number };

  constructor(shape: Shape, { clientWidth, clientHeight }: Element, camera: Camera) {
    this.width = clientWidth;
    this.height = clientHeight;
    this.#camera = camera;
    this.magnification = Math.sqrt(camera.k);
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    shape.forEachNode((_, { x, y }) => {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    });
    const room = 40;
    this.#scale = Math.min(
      Math.max(clientWidth - 2 * room, 1) / Math.max(right - left, 1),
      Math.max(clientHeight - 2 * room, 1) / Math.max(bottom - top, 1),
    );
    this.#middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  x(dot: Dot): number {
    const { k, x } = this.#camera;
    return x + k * (this.width / 2 + (dot.x - this.#middle.x) * this.#scale);
  }

  y(dot: Dot): number {
    const { k, y } = this.#camera;
    return y + k * (this.height / 2 + (dot.y - this.#middle.y) * this.#scale);
  }

  radius(dot: Dot): number {
    return dot.size * this.magnification;
  }

  /** The account at a point of the element. */
  at(shape: Shape, x: number, y: number): string | undefined {
    let found: string | undefined;
    let nearest = Infinity;
    shape.forEachNode((name, dot) => {
      const distance = Math.hypot(this.x(dot) - x, this.y(dot) - y);
      // A finger is broader than a small dot.
      if (distance < Math.max(this.radius(dot), 6) && distance < nearest) {
        nearest = distance;
        found = name;
      }
    });
    return found;
  }
}
