/**
 * The ids of the commands in the manifest; a test compares the two.
 */
import { showRulePageCommand } from '../../server/protocol.ts';

export const commandIds = {
  restartServer: 'loopwise.restartServer',
  showLog: 'loopwise.showLog',
  checkWorkspace: 'loopwise.checkWorkspace',
  copyDebugInformation: 'loopwise.copyDebugInformation',
  showRulePage: showRulePageCommand,
} as const;
