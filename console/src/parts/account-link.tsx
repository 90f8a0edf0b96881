import { short } from '../format.ts';
import { accountPath, Link } from '../router.tsx';

export interface Person {
  readonly username: string;
  readonly nickname?: string;
}

/** Pictures would be loaded from elsewhere, so an account shows its first letter, in a colour its own. */
export function Face({ username, nickname, big = false }: Person & { big?: boolean }) {
  let sum = 0;
  for (const letter of username) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  const [first = '?'] = nickname || username.replace(/^v2_/, '');
  return (
    <span class={`face tint${sum % 8}${big ? ' big' : ''}`} aria-hidden="true">
      {first.toUpperCase()}
    </span>
  );
}

export function PersonText({ username, nickname }: Person) {
  return (
    <span class="names">
      <span class="name">{nickname || short(username)}</span>
      <span class="handle mono">{short(username)}</span>
    </span>
  );
}

export function AccountLink(person: Person) {
  return (
    <Link to={accountPath(person.username)} class="person" title={person.username}>
      <Face {...person} />
      <PersonText {...person} />
    </Link>
  );
}
