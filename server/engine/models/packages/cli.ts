/**
 * Command-line programs: their actions run in a process of their own, where waiting holds nobody else.
 * Read: commander 14.0, yargs 18.0, cac 6, inquirer 13, @clack/prompts 0.11, prompts 2.4.
 */
import { addMembers, makes, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};

for (const type of ['commander#Command', 'commander#program']) {
  addMembers(rows, type, ['command', 'option', 'requiredOption', 'argument', 'description', 'name', 'version', 'alias', 'usage', 'addOption', 'addCommand', 'allowUnknownOption', 'helpOption', 'summary'], makes('commander#Command'));
  rows[`${type}.action`] = makes('this', { callbacks: [{ at: 0, runs: 'later', context: 'cli', label: 'command action', promise: 'handled' }] });
  rows[`${type}.hook`] = makes('this', { callbacks: [{ at: 1, runs: 'later', context: 'cli', label: '{0} hook', promise: 'handled' }] });
  rows[`${type}.parseAsync`] = makes('promise');
  // `parse` does not wait for asynchronous actions, and an action that rejects ends the process.
  rows[`${type}.parse`] = makes('this');
}
rows['commander#Command'] = makes('commander#Command');
rows['commander#createCommand'] = makes('commander#Command');

rows['yargs#default'] = makes('yargs#Argv');
addMembers(rows, 'yargs#Argv', ['option', 'options', 'positional', 'usage', 'demandCommand', 'strict', 'help', 'version', 'alias', 'scriptName', 'example'], makes('this'));
rows['yargs#Argv.command'] = makes('this', { callbacks: [{ at: { from: 2 }, runs: 'later', context: 'cli', label: 'command {0}', promise: 'handled' }, { at: { arg: 0, option: 'handler' }, runs: 'later', context: 'cli', label: 'command', promise: 'handled' }] });
rows['yargs#Argv.parse'] = makes('value');
rows['yargs#Argv.parseAsync'] = makes('promise');

rows['cac#default'] = makes('cac#CAC');
rows['cac#CAC.command'] = makes('cac#Command');
addMembers(rows, 'cac#Command', ['option', 'alias', 'example'], makes('this'));
rows['cac#Command.action'] = makes('this', { callbacks: [{ at: 0, runs: 'later', context: 'cli', label: 'command action', promise: 'handled' }] });

rows['inquirer#prompt'] = waits('user');
rows['prompts#default'] = waits('user');
addMembers(rows, '@clack/prompts#', ['text', 'confirm', 'select', 'multiselect', 'password'], waits('user'));

export const cli: PackageTables = { rows };
