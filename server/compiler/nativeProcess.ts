/**
 * One running native compiler: start, requests with a deadline, the end. It speaks JSON-RPC over the process's pipes itself,
 * because TypeScript's client inherits stderr, knows no deadline and keeps every tree. It does not restart: a process that died
 * or did not answer is over, every open request fails with {@link CompilerGone}, and `session.ts` starts another one.
 */
import { spawn } from 'node:child_process';
import { createMessageConnection, RequestType, ResponseError, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { startWatchdog } from './watchdog.ts';

/** The process ended, was killed or missed a deadline. The same request may be asked of a new one. */
export class CompilerGone extends Error {
  override readonly name = 'CompilerGone';
}

/** The executable cannot be run here: made for another platform, or not allowed to run. The message says what to do. */
export class CompilerUnstartable extends CompilerGone {}

/** The compiler answered with an error: this request is wrong for it, a new process would say the same. */
export class CompilerRefused extends Error {
  override readonly name = 'CompilerRefused';
}

/** Answers to the compiler's questions about files; `undefined` means that the disk counts. */
export interface FileCallbacks {
  /** A text, or `undefined` for the disk's. */
  readFile(file: string): string | undefined;
  fileExists?(file: string): boolean | undefined;
  directoryExists?(folder: string): boolean | undefined;
  getAccessibleEntries?(folder: string): { readonly files: readonly string[]; readonly directories: readonly string[] } | undefined;
  realpath?(file: string): string | undefined;
}

export interface NativeProcessOptions {
  readonly executable: string;
  readonly cwd: string;
  readonly callbacks: FileCallbacks;
  readonly log: (line: string) => void;
}

export interface NativeProcess {
  readonly pid: number;
  /** Sends one request. Rejects with {@link CompilerGone} or {@link CompilerRefused}; past the deadline the process is killed. */
  request(method: string, params: unknown, deadlineMs: number): Promise<unknown>;
  /** SIGKILL, at once. */
  kill(reason: string): void;
  /** Resolves when the operating system has confirmed the end. */
  readonly ended: Promise<void>;
}

/** Starts a compiler. Rejects with {@link CompilerGone} when the executable cannot be run. */
export async function startNativeProcess(options: NativeProcessOptions): Promise<NativeProcess> {
  const names = (['readFile', 'fileExists', 'directoryExists', 'getAccessibleEntries', 'realpath'] as const).filter((name) => options.callbacks[name] !== undefined);
  const child = spawn(options.executable, ['--api', '--async', '--cwd', options.cwd, `--callbacks=${names.join(',')}`], { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
  const spawned = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => { reject(new CompilerUnstartable(`Install Loopwise for ${process.platform}-${process.arch}: its TypeScript compiler cannot run on this machine (${options.executable}: ${error.message}). Or name another one in the variable LOOPWISE_TSC, and restart the server.`)); });
  });
  const failures = new Set<(error: CompilerGone) => void>();
  let gone: CompilerGone | undefined;
  const ended = new Promise<void>((resolve) => { child.once('exit', () => { resolve(); }); });

  await spawned;
  const pid = child.pid;
  if (pid === undefined) throw new CompilerGone(`The TypeScript compiler at ${options.executable} has no process id.`);
  const watchdog = startWatchdog(pid, options.log);
  const killAtExit = (): void => { child.kill('SIGKILL'); };
  process.once('exit', killAtExit);

  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.onError(([error]) => { fail(`its output could not be read: ${error.message}`); });
  connection.onClose(() => { fail('it closed its output'); });
  for (const name of names) {
    connection.onRequest(new RequestType<string, unknown, void>(name), (argument) => {
      const answer = options.callbacks[name]?.(argument);
      if (name === 'readFile') return answer === undefined ? null : { content: answer };
      return answer ?? null;
    });
  }
  connection.listen();
  child.stdin.on('error', (error) => { fail(`its input is closed: ${error.message}`); });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').slice(0, 20)) if (line.trim() !== '') options.log(`compiler ${pid}: ${line}`);
  });
  child.once('exit', (code, signal) => {
    watchdog.dismiss();
    process.off('exit', killAtExit);
    fail(`it ended with ${signal ?? `code ${code ?? 'unknown'}`}`);
  });
  options.log(`compiler ${pid}: started ${options.executable}`);

  function fail(reason: string): void {
    if (gone !== undefined) return;
    gone = new CompilerGone(`The TypeScript compiler (process ${pid}) is gone: ${reason}.`);
    options.log(gone.message);
    child.kill('SIGKILL');
    connection.dispose();
    for (const reject of failures) reject(gone);
    failures.clear();
  }

  function request(method: string, params: unknown, deadlineMs: number): Promise<unknown> {
    if (gone !== undefined) return Promise.reject(gone);
    return new Promise((resolve, reject) => {
      let timer = setTimeout(() => {
        // When our own thread was busy the answer may be waiting in the pipe behind this timer: look there first.
        timer = setTimeout(() => { fail(`it did not answer ${method} within ${deadlineMs} ms`); }, Math.min(500, deadlineMs));
      }, deadlineMs);
      const settle = (): void => { clearTimeout(timer); failures.delete(onGone); };
      const onGone = (error: CompilerGone): void => { settle(); reject(error); };
      failures.add(onGone);
      connection.sendRequest(method, params).then(
        (answer: unknown) => { settle(); resolve(answer); },
        (error: unknown) => {
          // A connection that breaks while we write rejects before the exit is seen; only a real answer is a refusal.
          if (error instanceof ResponseError) { settle(); reject(new CompilerRefused(`${method}: ${error.message}`)); } else fail(`it could not take ${method}: ${String(error)}`);
        },
      );
    });
  }

  return { pid, request, kill: fail, ended };
}
