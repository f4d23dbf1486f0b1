/**
 * Starts a headless Chromium that asks nothing of the network by itself.
 */
import { chromium, type Browser } from 'playwright-core';

export async function openBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      // The tests run as root in containers, where Chromium's own sandbox cannot start; it only ever opens 127.0.0.1.
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    ],
  });
}
