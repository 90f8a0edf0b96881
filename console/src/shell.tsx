import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { consolePath } from './address.ts';
import { type Language, language, setLanguage, t } from './language.ts';
import { Choice } from './parts/choice.tsx';
import { Icon } from './parts/icon.tsx';
import { Link, place } from './router.tsx';
import { session, signOut } from './session.ts';
import { setTheme, type Theme, theme } from './theme.ts';
import { views } from './views/view-at.tsx';

const languages: readonly (readonly [Language, string])[] = [
  ['zh', '中文'],
  ['en', 'English'],
];

/** What stands around every view: the way to the others, the language, the colours, the way out. */
export function Shell({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const { path } = place.value;
  const at = views.find(({ to }) => path === to || path.startsWith(`${to}/`));
  const title = at ? t(at.title) : t('brand');
  useEffect(() => {
    document.title = `${title} · 关注 Guanzhu`;
    setOpen(false);
  }, [title, path]);
  const { value } = session;
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t('shell.skip')}
      </a>
      <header class={open ? 'side' : 'side closed'}>
        <div class="top">
          <Link to="/" class="brand">
            <img src={`${consolePath}/icon.svg`} alt="" />
            <span>
              关注 <small>Guanzhu</small>
            </span>
          </Link>
          <button
            type="button"
            class="menu"
            aria-expanded={open}
            aria-controls="nav"
            onClick={() => setOpen(!open)}
          >
            {t('shell.menu')}
          </button>
        </div>
        <nav id="nav" aria-label={t('shell.menu')}>
          <ul class="nav">
            {views.map(({ to, title, icon }) => (
              <li key={to}>
                <Link to={to} current={at?.to === to}>
                  <Icon name={icon} />
                  {t(title)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div class="side-end">
          <Choice
            label="语言 Language"
            value={language.value}
            options={languages}
            choose={setLanguage}
          />
          <label>
            {t('theme.label')}
            <select
              value={theme.value}
              onChange={({ currentTarget: { value } }) => setTheme(themeOf(value))}
            >
              <option value="system">{t('theme.system')}</option>
              <option value="light">{t('theme.light')}</option>
              <option value="dark">{t('theme.dark')}</option>
            </select>
          </label>
          <div class="row">
            <button type="button" onClick={() => void signOut()}>
              {t('shell.signOut')}
            </button>
            {value.state === 'in' && <span class="soft tiny">v{value.version}</span>}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

const themeOf = (text: string): Theme => (text === 'light' || text === 'dark' ? text : 'system');
