import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { consolePath } from './address.ts';

/** Where the page is: the path below the console's, and its query. */
export const place = signal(readPlace());

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

function readPlace(): Place {
  const path = location.pathname.slice(consolePath.length) || '/';
  return { path, query: new URLSearchParams(location.search) };
}

addEventListener('popstate', () => {
  place.value = readPlace();
});

/** Goes to a view, such as `/accounts?query=a`; `replace` leaves no step to go back to. */
export function go(to: string, { replace = false }: { readonly replace?: boolean } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', consolePath + to);
  const { path } = place.value;
  place.value = readPlace();
  if (path === place.value.path) return;
  scrollTo(0, 0);
  // A reader by ear is told of the new view as of a new page.
  document.getElementById('main')?.focus({ preventScroll: true });
}

export interface LinkProps {
  readonly to: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
  readonly title?: string;
}

export function Link({ to, children, current = false, ...rest }: LinkProps) {
  return (
    <a
      {...rest}
      href={consolePath + to}
      aria-current={current ? 'page' : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}

export const accountPath = (username: string) => `/accounts/${encodeURIComponent(username)}`;
