import { signal } from '@preact/signals';
import { en } from './text/en.ts';
import { zh } from './text/zh.ts';

export type Language = 'zh' | 'en';
export type TextKey = keyof typeof zh;

const texts: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { zh, en };
const kept = 'guanzhu.language';

export const language = signal<Language>(firstLanguage());

/** What was chosen before, else what the browser prefers of the two, else Chinese. */
function firstLanguage(): Language {
  const chosen = localStorage.getItem(kept);
  if (chosen === 'zh' || chosen === 'en') return chosen;
  const known = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return known.find((tag): tag is Language => tag === 'zh' || tag === 'en') ?? 'zh';
}

export function setLanguage(chosen: Language): void {
  language.value = chosen;
  localStorage.setItem(kept, chosen);
}

export const locale = () => (language.value === 'zh' ? 'zh-CN' : 'en-GB');

/** A text in the reader's language; `{name}` stands for a value. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  return texts[language.value][key].replace(/\{(\w+)\}/g, (_, name: string) =>
    String(values[name] ?? ''),
  );
}
