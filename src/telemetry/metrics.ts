import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The instance's measurements. No label ever holds a name, a token or an id. */
export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics(version: string) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: 'guanzhu_build_info',
    help: 'Always 1; the label is the release.',
    labelNames: ['version'],
    registers,
  }).set({ version }, 1);
  return {
    /** All measurements in the Prometheus text format. */
    render: () => registry.metrics(),
    contentType: registry.contentType,
    requestDuration: new Histogram({
      name: 'http_server_request_duration_seconds',
      help: 'Time from the request being read to its answer being handed to the network.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    followCommands: new Counter({
      name: 'guanzhu_follow_commands_total',
      help: 'Commands decided, by what came of them.',
      labelNames: ['op', 'result'] as const,
      registers,
    }),
    webhookAttempts: new Counter({
      name: 'guanzhu_webhook_attempts_total',
      help: 'Attempts to deliver a message to a webhook, by what came of them.',
      labelNames: ['result'] as const,
      registers,
    }),
    callbackAttempts: new Counter({
      name: 'guanzhu_callback_attempts_total',
      help: 'Attempts to deliver an event to a callback, by what came of them.',
      labelNames: ['result'] as const,
      registers,
    }),
    replicaReads: new Counter({
      name: 'guanzhu_replica_reads_total',
      help: 'Reads that a replica answered; replicas have the numbers of their places in the setting.',
      labelNames: ['replica'] as const,
      registers,
    }),
    replicaFallbacks: new Counter({
      name: 'guanzhu_replica_fallbacks_total',
      help: 'Reads that the primary answered because no replica could, by why: down, behind, failed.',
      labelNames: ['reason'] as const,
      registers,
    }),
    replicaLag: new Gauge({
      name: 'guanzhu_replica_lag_revisions',
      help: 'Changes of the ledger that a replica lacked when it was asked last.',
      labelNames: ['replica'] as const,
      registers,
    }),
    replicaUp: new Gauge({
      name: 'guanzhu_replica_up',
      help: 'Whether reads are sent to a replica.',
      labelNames: ['replica'] as const,
      registers,
    }),
    auditDrift: new Gauge({
      name: 'guanzhu_audit_drift',
      help: 'Rows that the last whole audit found to be wrong: 0, or the graph is damaged.',
      registers,
    }),
    auditFinished: new Gauge({
      name: 'guanzhu_audit_finished_timestamp_seconds',
      help: 'When the last whole audit ended.',
      registers,
    }),
    auditDuration: new Gauge({
      name: 'guanzhu_audit_duration_seconds',
      help: 'How long the last whole audit took, its rests included.',
      registers,
    }),
    auditRows: new Counter({
      name: 'guanzhu_audit_rows_total',
      help: 'Rows that audits have looked at.',
      registers,
    }),
    batchSize: new Histogram({
      name: 'guanzhu_batch_commands',
      help: 'Commands that shared one commit.',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    commitDuration: new Histogram({
      name: 'guanzhu_commit_duration_seconds',
      help: 'Time from handing a batch to the store to its being durable.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
  };
}
