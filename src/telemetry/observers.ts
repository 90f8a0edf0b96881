import type { AuditVerdict } from '../domain/audit.js';
import type { Callback, CallbackAttempt } from '../domain/callback.js';
import type { FollowCommand, FollowResult } from '../domain/follow.js';
import type { KeptAttempt, WebhookRecord } from '../domain/webhook-store.js';
import type { createLogger } from './logger.js';
import type { Metrics } from './metrics.js';

type Logger = ReturnType<typeof createLogger>;

/** What is measured and logged of audits. */
export function observeAudits(metrics: Metrics, logger: Logger) {
  return {
    onSlice: (rows: number) => metrics.auditRows.inc(rows),
    onVerdict: ({ drift, findings, startedAt, finishedAt }: AuditVerdict) => {
      metrics.auditDrift.set(drift);
      metrics.auditFinished.set(finishedAt / 1e6);
      metrics.auditDuration.set((finishedAt - startedAt) / 1e6);
      if (drift > 0) {
        logger.error(
          { drift, findings: findings.slice(0, 10) },
          'the graph differs from its ledger',
        );
      }
    },
    onFault: (error: unknown) =>
      logger.error({ reason: String(error) }, 'the audit could not go on'),
  };
}

/** What is measured of commits. */
export function observeCommits(metrics: Metrics) {
  return {
    /** Returns what ends the measurement of its time. */
    onBegin: (commands: readonly FollowCommand[]) => {
      metrics.batchSize.observe(commands.length);
      return metrics.commitDuration.startTimer();
    },
    /** Returns whether anything changed. */
    onDecided: (commands: readonly FollowCommand[], results: readonly FollowResult[]) => {
      const verdicts = results.map(verdictOf);
      for (const [index, result] of verdicts.entries()) {
        metrics.followCommands.inc({ op: commands[index]?.op ?? 'follow', result });
      }
      return verdicts.includes('changed');
    },
  };
}

function verdictOf(result: FollowResult): 'changed' | 'unchanged' | 'refused' {
  if (!result.ok) return 'refused';
  return result.outcome.changed ? 'changed' : 'unchanged';
}

/** What is measured and logged of webhooks. */
export function observeWebhooks(metrics: Metrics, logger: Logger) {
  return {
    onAttempt: (
      { id, url, state }: WebhookRecord,
      { failedStep, detail }: KeptAttempt,
      retryInMs: number | null,
    ) => {
      metrics.webhookAttempts.inc({ result: failedStep === null ? 'taken' : 'failed' });
      if (failedStep === null) return;
      const details = { webhook: id, host: new URL(url).host, failedStep, retryInMs, state };
      logger.warn({ ...details, reason: detail }, 'a webhook message was not delivered');
    },
    onFault: (id: string, error: unknown) => {
      logger.error({ webhook: id, reason: String(error) }, 'a webhook could not be served');
    },
  };
}

/** What is measured and logged of callbacks. */
export function observeCallbacks(metrics: Metrics, logger: Logger) {
  return {
    onAttempt: (
      { tenant, url }: Callback,
      { failedStep, detail }: CallbackAttempt,
      retryInMs: number | null,
    ) => {
      metrics.callbackAttempts.inc({ result: failedStep === null ? 'taken' : 'failed' });
      if (failedStep === null) return;
      // The host alone: a path may hold a receiver's secret.
      const details = { tenant: tenant.id, host: new URL(url).host, failedStep, retryInMs };
      logger.warn({ ...details, reason: detail }, 'a callback was not delivered');
    },
    onFault: (error: unknown) => {
      logger.error({ reason: String(error) }, 'a callback could not be served');
    },
  };
}

/** What is measured and logged of replicas, which have numbers. */
function observeReplicas(metrics: Metrics, logger: Logger) {
  const down = new Set<number>();
  return {
    onRead: (replica: number) => metrics.replicaReads.inc({ replica }),
    onFallback: (reason: string) => metrics.replicaFallbacks.inc({ reason }),
    onLag: (replica: number, revisions: number) => metrics.replicaLag.set({ replica }, revisions),
    onState: (replica: number, state: string, reason: string) => {
      metrics.replicaUp.set({ replica }, state === 'up' ? 1 : 0);
      // One that is now and then behind under load is for the measurements.
      if (state === 'down') logger.warn({ replica, reason }, 'a replica cannot be asked');
      else if (down.has(replica)) logger.info({ replica }, 'a replica can be asked again');
      else logger.debug({ replica, state, reason }, 'reads on a replica');
      if (state === 'down') down.add(replica);
      else down.delete(replica);
    },
  };
}

/** What is measured and logged of the store. */
export function observeStore(metrics: Metrics, logger: Logger) {
  let tenth = -1;
  return {
    events: observeReplicas(metrics, logger),
    // Of a start that goes through every account: seldom enough to be read.
    onRemade: (accounts: number, of: number) => {
      const reached = Math.floor((accounts * 10) / Math.max(of, 1));
      if (reached === tenth) return;
      tenth = reached;
      logger.info({ accounts, of }, 'making anew what accounts are found by, once');
    },
  };
}
