import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
const kept = 'guanzhu.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(system.matches);
system.addEventListener('change', ({ matches }) => {
  systemIsDark.value = matches;
});

const chosen = localStorage.getItem(kept);
export const theme = signal<Theme>(chosen === 'light' || chosen === 'dark' ? chosen : 'system');

export const isDark = () =>
  theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value);

effect(() => {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
});

export function setTheme(value: Theme): void {
  theme.value = value;
  localStorage.setItem(kept, value);
}

/** A colour of the stylesheet, for what is drawn on a canvas. */
export const colour = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
