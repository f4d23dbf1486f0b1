/** The HTML around the advisor panel's page: strict about what may load, with the words of the person's language. */
import { randomBytes } from 'node:crypto';
import { Uri, env, l10n, type Webview } from 'vscode';
import type { PageSetup } from './panelMessages.ts';

/** Nothing is loaded but our own script and styles; no network, no inline code, no frame. */
export function toPage(webview: Webview, extension: Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(Uri.joinPath(extension, 'dist', 'panel.js'));
  const style = webview.asWebviewUri(Uri.joinPath(extension, 'dist', 'panel.css'));
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  const setup: PageSetup = { words: l10n.bundle === undefined ? {} : toWords(l10n.bundle), language: env.language };
  return [
    '<!DOCTYPE html>', `<html lang="${escape(env.language)}">`, '<head>', '<meta charset="UTF-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">`, '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(l10n.t('Workload Advisor'))}</title>`, `<link rel="stylesheet" href="${escape(style.toString())}">`, '</head>',
    `<body><div id="root" data-setup="${escape(JSON.stringify(setup))}"></div>`, `<script nonce="${nonce}" type="module" src="${escape(script.toString())}"></script></body>`, '</html>',
  ].join('\n');
}

function toWords(bundle: NonNullable<typeof l10n.bundle>): Record<string, string> {
  return Object.fromEntries(Object.entries(bundle).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
