import { useId, useState } from 'preact/hooks';
import { t } from '../language.ts';
import { useLoad, useSettled } from '../load.ts';
import { type AccountEntry, server } from '../server.ts';
import { Face, PersonText } from './account-link.tsx';

/** Finds an account by name or username, as a combobox. */
export function AccountFinder({
  label,
  choose,
}: {
  label: string;
  choose: (account: AccountEntry) => void;
}) {
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const id = useId();
  const wanted = useSettled(text.trim());
  const { now } = useLoad(wanted, async (signal) =>
    wanted === ''
      ? []
      : (await server.accounts.list({ query: wanted, limit: 8 }, { signal })).items,
  );
  const found = now.state === 'ready' ? now.value : [];
  const shown = open && wanted !== '';

  const take = (account: AccountEntry | undefined) => {
    if (!account) return;
    choose(account);
    setText(account.nickname || account.username);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setOpen(false);
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && found.length > 0) {
      event.preventDefault();
      setOpen(true);
      setAt((at + step + found.length) % found.length);
    }
    if (event.key === 'Enter' && shown) {
      event.preventDefault();
      take(found[at]);
    }
  };
  return (
    <div class="finder grow">
      <label>
        {label}
        <input
          role="combobox"
          type="search"
          // Its list is the one below, not one of the browser's.
          list={undefined}
          autocomplete="off"
          aria-expanded={shown}
          aria-controls={`${id}list`}
          aria-activedescendant={shown && found[at] ? `${id}${at}` : undefined}
          placeholder={t('finder.placeholder')}
          value={text}
          onInput={({ currentTarget }) => {
            setText(currentTarget.value);
            setOpen(true);
            setAt(0);
          }}
          onBlur={() => setTimeout(() => setOpen(false), 150)}
          onKeyDown={onKeyDown}
        />
      </label>
      <ul id={`${id}list`} role="listbox" aria-label={label} hidden={!shown}>
        {found.map((account, index) => (
          <li
            key={account.username}
            id={`${id}${index}`}
            role="option"
            aria-selected={index === at}
            class="person"
            onMouseDown={() => take(account)}
          >
            <Face {...account} />
            <PersonText {...account} />
          </li>
        ))}
        {found.length === 0 && (
          <li role="option" aria-selected={false} aria-disabled class="soft">
            {now.state === 'failed' ? t('failure.other') : t('finder.none')}
          </li>
        )}
      </ul>
    </div>
  );
}
