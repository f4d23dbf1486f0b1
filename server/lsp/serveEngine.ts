/**
 * The engine thread's side of the conversation in engineMessages.ts: builds the session, runs the {@link AnalysisLoop} and
 * answers questions. What the session is made of is handed in, so that tests run the same thread with an engine of their own.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as sleep } from 'node:timers/promises';
import type { MadeFix } from '../engine/lint/finding.ts';
import type { Session } from '../engine/report.ts';
import type { CommentPlace } from '../engine/syntax/commentPlace.ts';
import type { FilePath } from '../engine/syntax/compiler.ts';
import { AnalysisLoop, type ProjectSource } from './analysisLoop.ts';
import { sharedSlots, type EngineAnswers, type EngineChange, type EngineQuestion, type EngineWorkerData, type FromEngine, type ToEngine } from './engineMessages.ts';
import type { FixVerdict } from './fixTrial.ts';

/** How long the text must rest before types are asked for, in milliseconds. */
const restBeforeRefining = 120;

/** What an engine thread runs. */
export interface Engine {
  readonly session: Session;
  readonly projects: ProjectSource;
  /** Where a comment put at this offset would stand; `undefined` when the file has no tree. */
  findCommentPlace(file: FilePath, offset: number): Promise<CommentPlace | undefined>;
  /** Whether the result of a fix parses and compiles as before. */
  checkFix(made: MadeFix): Promise<FixVerdict>;
  /** Hears of every change, before the session does. */
  note(change: EngineChange): void;
  /** Processes the engine has started and not ended. */
  getProcessIds(): readonly number[];
  /** Ends everything the engine started, the native compiler included. */
  close(): Promise<void>;
}

/** Serves the thread that started this worker until it says `close`. Throws outside a worker. */
export async function serveEngine(createEngine: (log: (message: string) => void, folder: FilePath | undefined) => Promise<Engine>): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('The engine runs in a worker thread: start the language server instead of this file.');
  const data = workerData as EngineWorkerData;
  const shared = new Int32Array(data.shared);
  const send = (message: FromEngine): void => port.postMessage(message);

  // Messages are taken from the first moment on; those that come before the engine stands wait in this list.
  const early: ToEngine[] = [];
  let receive = (message: ToEngine): void => { early.push(message); };
  port.on('message', (message: ToEngine) => receive(message));

  const engine = await createEngine((message) => send({ kind: 'log', message }), data.folder);
  const isSuperseded = (generation: number): boolean => Atomics.load(shared, sharedSlots.generation) > generation;
  const loop = new AnalysisLoop({
    session: engine.session, projects: engine.projects, send, isSuperseded,
    isOutdated: (generation) => isSuperseded(generation) || Atomics.load(shared, sharedSlots.cancelled) >= generation,
    now: () => performance.now(),
    pause: () => sleep(restBeforeRefining),
  });

  const findAnswer = (question: EngineQuestion): EngineAnswers[keyof EngineAnswers] | Promise<EngineAnswers[keyof EngineAnswers]> => {
    switch (question.type) {
      case 'information': return { ...loop.getInformation(), processes: engine.getProcessIds() };
      case 'functions': return engine.session.functions(question.files);
      case 'profile': return engine.session.profileAt(question.file, question.line, question.column) ?? null;
      case 'makeFix': return engine.session.makeFix(question.findingId, question.title);
      case 'checkFix': return engine.checkFix(question.made);
      case 'commentPlace': return engine.findCommentPlace(question.file, question.offset);
    }
  };
  const answer = async (id: number, question: EngineQuestion): Promise<void> => {
    try {
      send({ kind: 'answer', id, value: await findAnswer(question) });
    } catch (error) {
      send({ kind: 'unanswered', id, message: error instanceof Error ? error.message : String(error) });
    }
  };

  receive = (message) => {
    if (message.kind === 'change') {
      engine.note(message.change);
      loop.add(message.generation, message.change);
    }
    else if (message.kind === 'ask') void answer(message.id, message.question);
    else loop.stop();
  };
  for (const message of early) receive(message);

  const running = loop.run();
  // Closing must not wait for the step under way: the session refuses what is still asked of it.
  const closed = new Promise<void>((resolve) => { port.on('message', (message: ToEngine) => { if (message.kind === 'close') resolve(); }); });
  await Promise.race([running, early.some((message) => message.kind === 'close') ? Promise.resolve() : closed]);
  await engine.close();
  send({ kind: 'closed' });
  port.close();
}
