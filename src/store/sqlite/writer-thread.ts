import { workerData } from 'node:worker_threads';
import { findRoom } from './disk-room.js';
import { openDatabase } from './driver.js';
import { FaultPoints } from './faults.js';
import { IdleCheckpoint } from './idle-checkpoint.js';
import { LedgerWriter } from './ledger-writer.js';
import { answerRequests } from './thread-requests.js';
import type { WriterReply, WriterRequest, WriterStart } from './writer-messages.js';

// The thread's whole life: open the file, answer requests in order, close on request.
const { file, faults }: WriterStart = workerData;
const db = openDatabase(file, 'write');
const writer = new LedgerWriter(db, new FaultPoints(faults));
const checkpoint = new IdleCheckpoint(db);
checkpoint.noteWrite();

answerRequests((request: WriterRequest): WriterReply => {
  checkpoint.noteWrite();
  switch (request.kind) {
    case 'apply': {
      const { commands, now, keyed } = request;
      return { kind: 'applied', results: writer.apply(commands, now, keyed) };
    }
    case 'provision':
      writer.provision(request.rows);
      break;
    case 'write':
      writer.write(request.write);
      break;
    case 'probe':
      findRoom(file);
      writer.probe();
      break;
    case 'close':
      db.close();
      break;
  }
  return { kind: 'done' };
});
