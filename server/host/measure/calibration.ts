/**
 * Runs in a process of its own: measures the group of constants it is told, sends the samples to its parent and ends. It decides
 * nothing about them; medians and what counts as nonsense are in profileFromSamples.ts.
 */
import { measureChildren, measureStarts } from './measureProcesses.ts';
import { measureCores, measureMessages } from './measureThreads.ts';
import { measurePool, measureTurns } from './measureLoop.ts';
import { groups, type CalibrationReply, type Group } from './messages.ts';
import type { Samples } from './profileFromSamples.ts';

const measures: Readonly<Record<Group, () => Promise<Samples>>> = {
  starts: measureStarts, messages: measureMessages, children: measureChildren, turns: measureTurns, pool: measurePool, cores: measureCores,
};

async function run(group: Group | undefined): Promise<CalibrationReply> {
  if (group === undefined) return { failure: `Nothing to measure: name one of ${groups.join(', ')}.` };
  try {
    return { samples: await measures[group]() };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

// The parent may be gone without saying so; nothing here may outlive it.
process.on('disconnect', () => { process.exit(); });
const reply = await run(groups.find((group) => group === process.argv[2]));
process.send?.(reply, undefined, undefined, () => { process.exit(); });
