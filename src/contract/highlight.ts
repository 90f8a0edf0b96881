import { searchForm } from '../text/folding.js';
import { toSearchText } from '../text/search-text.js';

/** A reader's characters: folding one never changes its neighbours. */
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' });

const open = '<em class="highlight">';
const close = '</em>';

/** A text as HTML, with whatever the query's words match marked up. */
export function highlight(text: string, query: string): string {
  const pieces = [...graphemes.segment(text)].map(({ segment }) => segment);
  const marked = matchedPieces(pieces, toSearchText(query).words);
  return pieces
    .map((piece, at) => {
      const begins = marked.has(at) && !marked.has(at - 1);
      const ends = marked.has(at) && !marked.has(at + 1);
      return `${begins ? open : ''}${escapeHtml(piece)}${ends ? close : ''}`;
    })
    .join('');
}

function matchedPieces(pieces: readonly string[], words: readonly string[]): ReadonlySet<number> {
  const forms = pieces.map(searchForm);
  const folded = forms.join('');
  // Folding changes lengths, so each folded character remembers the piece that it came from.
  const origin = forms.flatMap((form, at) => Array.from({ length: form.length }, () => at));
  const marked = new Set<number>();
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      for (const piece of origin.slice(at, at + word.length)) marked.add(piece);
    }
  }
  return marked;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
