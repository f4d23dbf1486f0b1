/**
 * What the language status item says for each state of the server. Plain data in and out; showing it is statusItem.ts's part.
 */
import type { ServerStatus } from '../../server/protocol.ts';
import type { Translate } from './translate.ts';

export interface StatusView {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly isBusy: boolean;
  /** What a click does. */
  readonly action: 'showLog' | 'restartServer';
}

/**
 * @param language how numbers are written: a BCP 47 tag.
 * @param document the URI of the document that is looked at, where there is one.
 * @param isTrusted whether the person trusts the workspace; without trust only open files are checked unless the person's own settings say otherwise.
 */
export function toStatusView(status: ServerStatus, isTrusted: boolean, t: Translate, language: string, document?: string): StatusView {
  const toNumber = (value: number): string => Math.round(value).toLocaleString(language);
  const restricted = isTrusted ? '' : t('Restricted mode: settings of this workspace are not used');
  const left = status.notAnalysed?.find(({ uri }) => uri === document);
  if (left !== undefined && status.state !== 'stopped') {
    return {
      text: t('Loopwise: not this file'), detail: join([t('{0}: open its source, or split it', left.reason), restricted]),
      severity: 'warning', isBusy: false, action: 'showLog',
    };
  }
  switch (status.state) {
    case 'idle':
      return {
        text: toFindings(status.findings ?? 0, toNumber, t),
        detail: join([restricted, status.message, status.ms === undefined ? undefined : `${toNumber(status.ms)} ms`]),
        severity: 'information', isBusy: false, action: 'showLog',
      };
    case 'analysing': {
      const hasSteps = status.done !== undefined && status.total !== undefined;
      return {
        text: hasSteps ? t('Loopwise: analysing {0} of {1}', toNumber(status.done), toNumber(status.total)) : t('Loopwise: analysing'),
        detail: join([restricted, status.message]),
        severity: 'information', isBusy: true, action: 'showLog',
      };
    }
    case 'degraded':
      return {
        text: t('Loopwise: limited'), detail: join([status.message, restricted]), severity: 'warning', isBusy: false, action: 'showLog',
      };
    case 'stopped':
      return {
        text: t('Loopwise: stopped'), detail: join([status.message, restricted]), severity: 'error', isBusy: false, action: 'restartServer',
      };
  }
}

function toFindings(count: number, toNumber: (value: number) => string, t: Translate): string {
  if (count === 0) return t('Loopwise: no findings');
  return count === 1 ? t('Loopwise: 1 finding') : t('Loopwise: {0} findings', toNumber(count));
}

/** VS Code cuts a line off at the edge of the window, and the action with it; the log has the whole. */
const mostCharacters = 90;

function join(parts: readonly (string | undefined)[]): string {
  const text = parts.filter((part) => part !== undefined && part !== '').join(' · ');
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1).trimEnd()}…`;
}
