/**
 * Makes sure that a native compiler does not outlive us when we are killed and can clean up nothing ourselves. The compiler
 * notices its closed input only between requests, and it has been seen busy for an hour with SIGTERM ignored.
 * On POSIX a detached `sh` (about 1 MB, where a Node process would take 40) waits for the pipe to us to close and then sends
 * SIGKILL. Windows needs nothing: Node puts children in a job object that ends with their parent.
 */
import { spawn } from 'node:child_process';

export interface Watchdog {
  /** Ends the watchdog and leaves the compiler alone; for a compiler that has already ended. */
  dismiss(): void;
}

const script = 'trap "" HUP INT TERM; read -r never; kill -9 "$1"';

/** Watches over `pid` until dismissed. Where no shell can be started the compiler still ends with its closed input, only later. */
export function startWatchdog(pid: number, log: (line: string) => void): Watchdog {
  if (process.platform === 'win32') return { dismiss: () => undefined };
  // Detached: a Ctrl-C or a SIGKILL for our whole process group must not take the watchdog first.
  const shell = spawn('/bin/sh', ['-c', script, 'loopwise-watchdog', String(pid)], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  shell.on('error', (error) => { log(`No watchdog for the compiler: ${error.message}`); });
  // Our end of the pipe breaks when the shell is killed from outside; that must not end the language server.
  shell.stdin.on('error', (error) => { log(`The compiler's watchdog is gone: ${error.message}`); });
  shell.unref();
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return { dismiss: () => { shell.kill('SIGKILL'); } };
}
