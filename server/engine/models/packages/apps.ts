/**
 * What calls back into bots, desktop programs, editor extensions and the smaller web frameworks: commands, messages, events, routes.
 * Read: discord.js 14.28, telegraf 4.16, grammy 1.46, @slack/bolt 5.1, electron 41.7, the API of VS Code 1.140, polka 0.5, restify 11, moleculer 0.14, elysia 1.4.
 */
import type { CallbackModel } from '../model.ts';
import { addEmitter, addMembers, consumer, handler, httpVerbs, listener, makes, startup, waits } from '../shapes.ts';
import type { PackageTables, Rows } from '../shapes.ts';

const rows: Rows = {};
const answering = (label: string, from = 1): readonly CallbackModel[] => [consumer(label, { from })];

// Bots: what handlers return is awaited, and a rejection ends in `catch` of the bot.
rows['discord.js#Client'] = makes('discord.js#Client');
addEmitter(rows, 'discord.js#Client');
rows['discord.js#Client.login'] = waits('net');
rows['telegraf#Telegraf'] = makes('telegraf#Telegraf');
for (const name of ['on', 'command', 'hears', 'action', 'inlineQuery']) rows[`telegraf#Telegraf.${name}`] = makes('this', { callbacks: answering(`bot's ${name} {0}`) });
for (const name of ['use', 'start', 'help']) rows[`telegraf#Telegraf.${name}`] = makes('this', { callbacks: answering(`bot's ${name}`, 0) });
rows['telegraf#Telegraf.launch'] = waits('net');
rows['grammy#Bot'] = makes('grammy#Bot');
for (const name of ['on', 'command', 'hears', 'callbackQuery', 'inlineQuery']) rows[`grammy#Bot.${name}`] = makes('this', { callbacks: answering(`bot's ${name} {0}`) });
rows['grammy#Bot.use'] = makes('this', { callbacks: answering("bot's middleware", 0) });
rows['grammy#Bot.start'] = waits('net');
rows['@slack/bolt#App'] = makes('@slack/bolt#App');
for (const name of ['event', 'shortcut', 'action', 'command', 'options', 'view']) rows[`@slack/bolt#App.${name}`] = makes('void', { callbacks: answering(`bot's ${name} {0}`) });
rows['@slack/bolt#App.message'] = makes('void', { callbacks: answering("bot's message", 0) });
rows['@slack/bolt#App.use'] = makes('this', { callbacks: answering("bot's middleware", 0) });
rows['@slack/bolt#App.start'] = waits('net');

// Electron's main process: while it is held, no window of the program answers.
addMembers(rows, 'electron#ipcMain', ['handle', 'handleOnce'], makes('void', { callbacks: [consumer("ipc '{0}'", 1)] }));
addEmitter(rows, 'electron#ipcMain');
addEmitter(rows, 'electron#app');
rows['electron#app.whenReady'] = makes('promise');

// Extensions share one process with each other: VS Code awaits commands and looks at no listener's promise.
addMembers(rows, 'vscode#commands', ['registerCommand', 'registerTextEditorCommand'], makes('value', { callbacks: [consumer('command {0}', 1)] }));
const editorEvents: Readonly<Record<string, readonly string[]>> = {
  workspace: ['onDidChangeTextDocument', 'onDidOpenTextDocument', 'onDidCloseTextDocument', 'onDidSaveTextDocument', 'onDidChangeConfiguration', 'onDidCreateFiles', 'onDidDeleteFiles', 'onDidRenameFiles', 'onDidChangeWorkspaceFolders'],
  window: ['onDidChangeActiveTextEditor', 'onDidChangeVisibleTextEditors', 'onDidChangeTextEditorSelection', 'onDidChangeWindowState'],
};
for (const [namespace, names] of Object.entries(editorEvents)) addMembers(rows, `vscode#${namespace}`, names, makes('value', { callbacks: [listener(0, '{name} listener')] }));

// Small web frameworks. polka drops what a handler returns; restify and elysia await it.
const route = (promise: CallbackModel['promise']): readonly CallbackModel[] => [handler('{name} {0}', { from: 1 }, [], promise)];
rows['polka#default'] = makes('polka#Polka');
addMembers(rows, 'polka#Polka', httpVerbs, makes('this', { callbacks: route('dropped') }));
rows['polka#Polka.use'] = makes('this', { callbacks: [handler('middleware', { from: 0 }, [], 'dropped')] });
rows['polka#Polka.listen'] = makes('this', { callbacks: [startup('listen callback', -1, [], 'dropped')] });
rows['restify#createServer'] = makes('restify#Server');
addMembers(rows, 'restify#Server', ['get', 'post', 'put', 'patch', 'del', 'head', 'opts'], makes('value', { callbacks: route('handled') }));
addMembers(rows, 'restify#Server', ['use', 'pre'], makes('this', { callbacks: [handler('middleware', { from: 0 })] }));
rows['elysia#Elysia'] = makes('elysia#Elysia');
addMembers(rows, 'elysia#Elysia', httpVerbs, makes('this', { callbacks: route('handled') }));
rows['elysia#Elysia.listen'] = makes('this', { callbacks: [startup('listen callback', -1, [], 'dropped')] });
addMembers(rows, 'elysia#Elysia', ['use', 'group'], makes('this'));
rows['moleculer#ServiceBroker'] = makes('moleculer#ServiceBroker');
rows['moleculer#ServiceBroker.createService'] = makes('value', { callbacks: [consumer('service {key}', { arg: 0, option: ['actions.*', 'actions.*.handler', 'events.*', 'events.*.handler'] })] });
addMembers(rows, 'moleculer#ServiceBroker', ['start', 'stop'], waits('net'));

export const apps: PackageTables = { rows };
