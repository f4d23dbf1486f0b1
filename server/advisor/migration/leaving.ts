/**
 * What has to be undone or carried over when an approach is left. Each list leaves a program that works on one thread, where arriving.ts
 * begins.
 */
import type { ApproachId } from '../advice.ts';
import type { Step } from './arriving.ts';

const backBehindOneFunction: Step = {
  title: 'Hide the old way behind one function', effort: 'low', risk: 'low',
  detail: 'Callers see one async function; where it computes is a decision in one place, and both ways can run beside each other.',
};

export const leaving: Readonly<Record<ApproachId, readonly Step[]>> = {
  'sequential': [],
  'async': [{ title: 'Keep the bound and the deadlines', effort: 'low', risk: 'low', detail: 'What waits stays as it is; only what computes, or what must outlive the process, moves. List what runs between two awaits and relies on nobody else running: that changes.' }],
  'worker-pool': [backBehindOneFunction, { title: 'Drain the pool', effort: 'low', risk: 'medium', detail: 'Take nothing new, let the queue run empty, close the workers; state kept in a worker (caches, models) has to be loaded elsewhere first.' }],
  'shared-memory-workers': [
    backBehindOneFunction,
    { title: 'Give the data one owner', effort: 'medium', risk: 'high', detail: 'Copy the shared memory into the owner\'s structures at a moment when no worker writes; then remove the atomics, not before.' },
    { title: 'End the workers', effort: 'low', risk: 'medium', detail: 'Set the stop cell, notify all that wait, and wait for every exit.' },
  ],
  'processes': [backBehindOneFunction, { title: 'Bring state and limits along', effort: 'medium', risk: 'medium', detail: 'What each process kept for itself needs a home; what the limits and the separation guarded against needs another guard.' }, { title: 'Drain the children', effort: 'low', risk: 'low', detail: 'Disconnect, let them finish within a limit, then end them.' }],
  'hybrid': [backBehindOneFunction, { title: 'Take the stages apart', effort: 'medium', risk: 'medium', detail: 'First drain the queue between fetching and computing, then close the pool; the fetch stage keeps its bound and deadlines.' }],
  'distributed': [
    { title: 'Know what the queue gave', effort: 'medium', risk: 'high', detail: 'Retries, survival of restarts, order within a key, a record of every job: write down which of these is still needed, for it ends here.' },
    { title: 'Stop the producers, drain the queue', effort: 'medium', risk: 'medium', detail: 'New work goes the new way, consumers finish the rest and the dead letters are looked at; then the queue is removed.' },
  ],
};
