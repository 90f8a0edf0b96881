import { rememberNames } from './names.ts';
import { type ListedAccount, server } from './server.ts';

export interface Node {
  readonly username: string;
  readonly nickname: string;
  /** How many steps from the middle. */
  readonly step: number;
}

export interface Edge {
  readonly follower: string;
  readonly target: string;
  readonly mutual: boolean;
}

export interface Neighbourhood {
  readonly middle: Node;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
  /** Whether there is more than is read. */
  readonly cut: boolean;
}

const mostNodes = 1000;
const atFirst = 150;
const atSecond = 40;
const atOnce = 6;

/** The accounts around one, one or two steps away, and the follows among them. */
export async function readNeighbourhood(
  username: string,
  steps: 1 | 2,
  signal: AbortSignal,
): Promise<Neighbourhood> {
  const account = await server.accounts.get({ username }, { signal });
  const middle = { username, nickname: account.nickname, step: 0 };
  const found = new Found(middle);
  const [followers, following] = await Promise.all([
    server.accounts.followers({ username, limit: atFirst }, { signal }),
    server.accounts.following({ username, limit: atFirst }, { signal }),
  ]);
  found.add(following.items, 1, (other) => [username, other]);
  found.add(followers.items, 1, (other) => [other, username]);
  found.cut ||= followers.hasMore || following.hasMore;

  const first = [...found.nodes.keys()].filter((each) => each !== username);
  const work = async () => {
    for (let next = first.pop(); next !== undefined; next = first.pop()) {
      const from = next;
      const limit = steps === 2 ? atSecond : atFirst;
      const list = await server.accounts.following({ username: from, limit }, { signal });
      const known =
        steps === 2 ? list.items : list.items.filter((item) => found.nodes.has(item.username));
      found.add(known, 2, (other) => [from, other]);
      found.cut ||= steps === 2 && list.hasMore;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return found.whole(middle);
}

class Found {
  readonly nodes = new Map<string, Node>();
  readonly #follows = new Set<string>();
  cut = false;

  constructor(middle: Node) {
    this.nodes.set(middle.username, middle);
  }

  add(
    items: readonly ListedAccount[],
    step: number,
    edge: (other: string) => readonly [follower: string, target: string],
  ): void {
    rememberNames(items);
    for (const { username, nickname } of items) {
      if (!this.nodes.has(username)) {
        if (this.nodes.size >= mostNodes) {
          this.cut = true;
          continue;
        }
        this.nodes.set(username, { username, nickname, step });
      }
      this.#follows.add(edge(username).join(' '));
    }
  }

  whole(middle: Node): Neighbourhood {
    const edges: Edge[] = [];
    for (const key of this.#follows) {
      const [follower = '', target = ''] = key.split(' ');
      const mutual = this.#follows.has(`${target} ${follower}`);
      // Both directions of a mutual follow are one line.
      if (!mutual || follower < target) edges.push({ follower, target, mutual });
    }
    return { middle, nodes: [...this.nodes.values()], edges, cut: this.cut };
  }
}
