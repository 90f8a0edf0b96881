import type { Micros } from '../domain/time.js';
import { type DeliveryStep, deliverySteps } from '../domain/webhook.js';

/** What the attempts of webhooks and of callbacks are kept with alike. */
export interface DeliveryRow {
  readonly attempt: number;
  readonly at: Micros;
  readonly durationMs: number;
  readonly status: number | null;
  /** Its place in `deliverySteps`, from 1. */
  readonly failedStep: number | null;
  readonly detail: string;
}

export function toFailedStep(place: number | null): DeliveryStep | null {
  return place === null ? null : (deliverySteps[place - 1] ?? null);
}

export function fromFailedStep(step: DeliveryStep | null): number | null {
  return step === null ? null : deliverySteps.indexOf(step) + 1;
}
