/** Who calls the task decides what it costs. */
export function schedule(seconds: number, task: () => void): void {
  setInterval(task, seconds * 1000);
}
