import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase, translate } from './driver.js';
import { FaultPoints } from './faults.js';
import { LedgerWriter } from './ledger-writer.js';
import type { WriterReply, WriterRequest, WriterStart } from './writer-messages.js';

// The thread's whole life: open the file, answer requests in order, close on request.
const port = parentPort;
if (!port) throw new Error('the writer runs as a worker thread');
const { file, faults }: WriterStart = workerData;
const db = openDatabase(file, 'write');
const writer = new LedgerWriter(db, new FaultPoints(faults));

function answer(request: WriterRequest): WriterReply {
  const { id } = request;
  try {
    switch (request.kind) {
      case 'apply':
        return {
          id,
          kind: 'applied',
          results: writer.apply(request.commands, request.now, request.keyed),
        };
      case 'provision':
        writer.provision(request.rows);
        return { id, kind: 'done' };
      case 'write':
        writer.write(request.write);
        return { id, kind: 'done' };
      case 'close':
        db.close();
        return { id, kind: 'done' };
    }
  } catch (error) {
    const { code, params, cause } = translate(error);
    // A refusal is an answer, not a failure: nothing lies behind it that a log should tell.
    const detail = cause === undefined ? null : String(cause);
    return { id, kind: 'failed', refusal: { code, params }, detail };
  }
}

port.on('message', (request: WriterRequest) => {
  port.postMessage(answer(request));
  if (request.kind === 'close') port.close();
});
