// Webhooks, as their owners see them. Times are microseconds since 1970.

export interface Webhook {
  id: string;
  /** A tenant; null for the administrator's. */
  owner: string | null;
  url: string;
  description: string;
  types: ('followed' | 'unfollowed')[];
  accounts: string[];
  state: 'active' | 'paused' | 'gone' | 'failing';
  createdAt: number;
  deliveredTo: string;
  failures: number;
  failingSince: number | null;
  nextAttemptAt: number | null;
}

/** The only reply that a secret can be read in. */
export interface NewWebhook extends Webhook {
  secret: string;
}

export interface WebhookSettings {
  url: string;
  description?: string;
  types?: ('followed' | 'unfollowed')[];
  /** Only changes that name one of these; none for every change. */
  accounts?: string[];
}

export interface TestDelivery {
  durationMs: number;
  status: number | null;
  /** Null when the receiver took it. */
  failedStep: 'dns' | 'connect' | 'tls' | 'answer' | 'status' | null;
  detail: string;
}

export interface DeliveryAttempt extends TestDelivery {
  messageId: string;
  revision: string;
  attempt: number;
  at: number;
}
