/**
 * What the language status item says for each state of the server. Plain data in and out; showing it is statusItem.ts's part.
 */
import type { ServerStatus } from '../../server/protocol.ts';

export interface StatusView {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly isBusy: boolean;
  /** What a click does. */
  readonly action: 'showLog' | 'restartServer';
}

/** @param isTrusted whether the person trusts the workspace; without trust only open files are checked unless the person's own settings say otherwise. */
export function toStatusView(status: ServerStatus, isTrusted: boolean): StatusView {
  const restricted = isTrusted ? '' : 'Restricted mode: settings of this workspace are not used';
  switch (status.state) {
    case 'idle':
      return {
        text: `Loopwise: ${toCount(status.findings ?? 0, 'finding')}`,
        detail: join([restricted, status.message, status.ms === undefined ? undefined : `${toNumber(status.ms)} ms`]),
        severity: 'information', isBusy: false, action: 'showLog',
      };
    case 'analysing': {
      const hasSteps = status.done !== undefined && status.total !== undefined;
      return {
        text: hasSteps ? `Loopwise: analysing ${toNumber(status.done)} of ${toNumber(status.total)}` : 'Loopwise: analysing',
        detail: join([restricted, status.message]),
        severity: 'information', isBusy: true, action: 'showLog',
      };
    }
    case 'degraded':
      return {
        text: `Loopwise: limited`, detail: join([status.message, restricted]), severity: 'warning', isBusy: false, action: 'showLog',
      };
    case 'stopped':
      return {
        text: 'Loopwise: stopped', detail: join([status.message, restricted]), severity: 'error', isBusy: false, action: 'restartServer',
      };
  }
}

function toCount(count: number, noun: string): string {
  return `${count === 0 ? 'no' : toNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function toNumber(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function join(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
