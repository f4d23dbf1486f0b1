/**
 * Time of work that keeps one thread busy, with what others run meanwhile left out: the clock or the processor time of our process,
 * whichever is less. The clock alone counts waiting for a core; processor time alone counts the collector's helper threads.
 */

/** Starts now; the function returned says how many milliseconds the work took so far. */
export function startWatch(): () => number {
  const usage = process.cpuUsage();
  const at = performance.now();
  return () => {
    const wall = performance.now() - at;
    const { user, system } = process.cpuUsage(usage);
    const cpu = (user + system) / 1000;
    // Some systems count processor time in ticks of 10 ms; what is shorter then reads as nothing.
    return cpu > 0 ? Math.min(wall, cpu) : wall;
  };
}
