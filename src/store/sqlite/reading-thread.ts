import { workerData } from 'node:worker_threads';
import { openDatabase } from './driver.js';
import { LongReads } from './long-reads.js';
import { answerRequests } from './thread-requests.js';

// The thread's whole life: open the file, answer long reads in order, close on request.
const { file }: { readonly file: string } = workerData;
const reads = new LongReads(openDatabase(file, 'read'));
answerRequests(reads.answer.bind(reads));
