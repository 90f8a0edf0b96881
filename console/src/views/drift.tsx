import { useState } from 'preact/hooks';
import { dateTime, number } from '../format.ts';
import { t } from '../language.ts';
import { useEvery, useLoad } from '../load.ts';
import { type AuditReply, server } from '../server.ts';

const refresh = 5_000;

/** Whether the counts and lists still say what the ledger says, as one of the overview's numbers. */
export function Drift() {
  const { now, reload } = useLoad('audit', (signal) => server.audit.get({}, { signal }));
  const [asked, setAsked] = useState(false);
  useEvery(refresh, reload);
  const audit = now.state === 'ready' ? now.value : undefined;
  const drift = audit?.drift ?? null;
  const start = async () => {
    setAsked(true);
    await server.audit.start().catch(() => {});
    setAsked(false);
    reload();
  };
  return (
    <div class="stat">
      <dt>{t('overview.drift')}</dt>
      <dd class={drift === null ? '' : drift === 0 ? 'gain' : 'loss'}>
        {drift === null ? '–' : number(drift)}
        <span class="note">
          {now.state === 'failed' ? t('failure.other') : audit && noteOf(audit)}
        </span>
        <button type="button" class="plain note" disabled={asked} onClick={start}>
          {t('overview.auditNow')}
        </button>
      </dd>
    </div>
  );
}

function noteOf({ drift, finishedAt, running }: AuditReply): string {
  if (finishedAt !== null && drift !== null) {
    return t(drift === 0 ? 'overview.driftNone' : 'overview.driftSome', {
      at: dateTime(finishedAt),
    });
  }
  return running ? t('overview.auditRuns') : t('overview.auditWaits');
}
