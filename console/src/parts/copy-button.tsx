import { useState } from 'preact/hooks';
import { t } from '../language.ts';

/** Copies a text, and says that it did. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await writeClipboard(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" onClick={copy}>
      <span aria-live="polite">{copied ? t('copy.done') : (label ?? t('copy.copy'))}</span>
    </button>
  );
}

async function writeClipboard(text: string): Promise<void> {
  // Browsers keep the clipboard from pages that came without TLS from another machine.
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
