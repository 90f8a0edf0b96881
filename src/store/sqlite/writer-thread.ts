import { workerData } from 'node:worker_threads';
import { openDatabase } from './driver.js';
import { FaultPoints } from './faults.js';
import { LedgerWriter } from './ledger-writer.js';
import { answerRequests } from './thread-requests.js';
import type { WriterReply, WriterRequest, WriterStart } from './writer-messages.js';

// The thread's whole life: open the file, answer requests in order, close on request.
const { file, faults }: WriterStart = workerData;
const db = openDatabase(file, 'write');
const writer = new LedgerWriter(db, new FaultPoints(faults));

answerRequests((request: WriterRequest): WriterReply => {
  switch (request.kind) {
    case 'apply': {
      const { commands, now, keyed } = request;
      return { kind: 'applied', results: writer.apply(commands, now, keyed) };
    }
    case 'provision':
      writer.provision(request.rows);
      break;
    case 'import-accounts': {
      const { accounts, freeNames } = request;
      return { kind: 'admitted', admissions: writer.importAccounts(accounts, freeNames) };
    }
    case 'write':
      writer.write(request.write);
      break;
    case 'close':
      db.close();
      break;
  }
  return { kind: 'done' };
});
