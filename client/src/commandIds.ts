/**
 * The ids of the commands in the manifest; a test compares the two.
 */
import { adviseCommand, showProblemsCommand, showRulePageCommand } from '../../server/protocol.ts';

export const commandIds = {
  restartServer: 'loopwise.restartServer',
  showLog: 'loopwise.showLog',
  checkWorkspace: 'loopwise.checkWorkspace',
  copyDebugInformation: 'loopwise.copyDebugInformation',
  showRulePage: showRulePageCommand,
  adviseFunction: adviseCommand,
  workloadAdvisor: 'loopwise.workloadAdvisor',
  showFunctionProblems: showProblemsCommand,
  showPath: 'loopwise.showPath',
  showRoutePaths: 'loopwise.showRoutePaths',
  createConfiguration: 'loopwise.createConfiguration',
  refreshWorkloads: 'loopwise.refreshWorkloads',
  filterWorkloads: 'loopwise.filterWorkloads',
  sortWorkloads: 'loopwise.sortWorkloads',
  openSample: 'loopwise.openSample',
  openWalkthrough: 'loopwise.openWalkthrough',
} as const;
