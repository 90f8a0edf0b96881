import { onTestFinished } from 'vitest';
import type { Account } from '#guanzhu/domain/account.js';
import type { GraphStore } from '#guanzhu/domain/store.js';
import { accountNamed, cast } from '../../support/follow-data.js';

/** A place where one store's data lives. It is made empty; one store at a time is open in it. */
export interface StoreHome {
  open(): Promise<GraphStore>;
  /** Closes what is still open and deletes the data. */
  remove(): Promise<void>;
}

export interface OpenedStore {
  readonly store: GraphStore;
  /** Closes the store and opens its data again, as a restart does. */
  reopen(): Promise<GraphStore>;
}

/** Opens a new store for the running test, with these accounts in it, and removes it afterwards. */
export type OpenStore = (accounts?: readonly Account[]) => Promise<OpenedStore>;

export function openerOf(newHome: () => Promise<StoreHome>): OpenStore {
  return async (accounts = cast.map((username) => accountNamed(username))) => {
    const home = await newHome();
    onTestFinished(() => home.remove());
    const store = await home.open();
    await store.provision({ accounts });
    let open = store;
    return {
      store,
      reopen: async () => {
        await open.close();
        open = await home.open();
        return open;
      },
    };
  };
}
