import { t } from '../language.ts';
import { Choice } from './choice.tsx';

type Span = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** How far back to look: one of the spans that a view knows. */
export function SpanChoice<Known extends Span>({
  spans,
  value,
  choose,
}: {
  spans: readonly Known[];
  value: Known;
  choose: (span: Known) => void;
}) {
  return (
    <Choice
      label={t('overview.span')}
      value={value}
      options={spans.map((span) => [span, t(`overview.${span}`)] as const)}
      choose={choose}
    />
  );
}
