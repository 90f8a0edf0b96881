export { ApiCall, ApiList, type ApiResponse, type Page } from './api-call.js';
export * from './api-error.js';
export type { StreamInput } from './change-stream.js';
export { GuanzhuClient } from './client.js';
export type {
  ExportInput,
  ImportEvent,
  ImportedRow,
  ImportInput,
  ImportResult,
  ImportTotals,
} from './transfer.js';
export type { CallOptions, ClientOptions } from './transport.js';
export type * from './types-admin.js';
export type * from './types-audit.js';
export type * from './types-callbacks.js';
export type * from './types-contract.js';
export type * from './types-graph.js';
export type * from './types-preload.js';
export type * from './types-reports.js';
export type * from './types-webhooks.js';
