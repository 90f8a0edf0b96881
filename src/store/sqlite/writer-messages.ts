import type { FollowCommand, FollowResult, KeyedCommands } from '../../domain/follow.js';
import type { Provision } from '../../domain/store.js';
import type { Micros } from '../../domain/time.js';
import type { DirectoryWrite } from './directory-writer.js';
import type { FaultPlan } from './faults.js';

/** What the writer thread is started with. */
export interface WriterStart {
  readonly file: string;
  readonly faults: FaultPlan;
}

export type WriterRequest =
  | {
      readonly kind: 'apply';
      readonly commands: readonly FollowCommand[];
      readonly now: Micros;
      readonly keyed: readonly KeyedCommands[];
    }
  | { readonly kind: 'provision'; readonly rows: Provision }
  | { readonly kind: 'write'; readonly write: DirectoryWrite }
  | { readonly kind: 'probe' }
  | { readonly kind: 'close' };

export type WriterReply =
  | { readonly kind: 'applied'; readonly results: readonly FollowResult[] }
  | { readonly kind: 'done' };
