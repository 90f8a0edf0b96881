import { describe } from 'vitest';
import { accountStateCases } from './store/account-state-cases.js';
import { asOfCases } from './store/as-of-cases.js';
import { attributionCases } from './store/attribution-cases.js';
import { auditCases } from './store/audit-cases.js';
import { callbackCases } from './store/callback-cases.js';
import { commandModelCases } from './store/command-model-cases.js';
import { concurrencyCases } from './store/concurrency-cases.js';
import { decisionCases } from './store/decision-cases.js';
import { durabilityCases } from './store/durability-cases.js';
import { idempotencyCases } from './store/idempotency-cases.js';
import { importCases } from './store/import-cases.js';
import { ledgerCases } from './store/ledger-cases.js';
import { listCases } from './store/list-cases.js';
import { mentionCases } from './store/mention-cases.js';
import { modelCases } from './store/model-cases.js';
import { overviewCases } from './store/overview-cases.js';
import { provisionCases } from './store/provision-cases.js';
import { openerOf, type StoreHome } from './store/store-home.js';
import { usernameCases } from './store/username-cases.js';
import { webhookCases } from './store/webhook-cases.js';

/**
 * Holds an engine to the words of `GraphStore`. `newHome` makes an empty place for a store.
 *
 * @param share how many of the random runs it has: a part where the same engine has all of them elsewhere.
 */
export function storeSuite(name: string, newHome: () => Promise<StoreHome>, share = 1): void {
  const openStore = openerOf(newHome);
  describe(name, () => {
    describe('deciding commands', () => decisionCases(openStore));
    describe('the ledger', () => ledgerCases(openStore));
    describe('followers and following', () => listCases(openStore));
    describe('mentions', () => mentionCases(openStore));
    describe('blocks and account states', () => accountStateCases(openStore));
    describe('idempotency keys', () => idempotencyCases(openStore));
    describe('as of a moment', () => asOfCases(openStore));
    describe('an overview', () => overviewCases(openStore));
    describe('tokens, accounts and devices', () => provisionCases(openStore));
    describe('imported accounts', () => importCases(openStore));
    describe('attribution reports', () => attributionCases(openStore));
    describe('the audit', () => auditCases(openStore));
    describe('webhooks', () => webhookCases(openStore));
    describe('callbacks', () => callbackCases(openStore));
    describe('usernames', () => usernameCases(openStore));
    describe('concurrent calls', () => concurrencyCases(openStore));
    describe('closing and opening again', () => durabilityCases(openStore));
    describe('random batches of every command', () => commandModelCases(openStore, share));
    describe('random batches', () => modelCases(openStore, share));
  });
}
