// Makes sure that a Chromium is there: Debian's package where apt is and we are root, Playwright's own otherwise.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';

function run(command, ...args) {
  execFileSync(command, args, { stdio: 'inherit' });
}

if (!findChromium()) {
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    run('apt-get', 'update', '-qq');
    run('apt-get', 'install', '-y', '-qq', 'chromium');
  } else {
    run(process.execPath, 'node_modules/playwright/cli.js', 'install', '--with-deps', 'chromium');
  }
  if (!findChromium()) throw new Error('No Chromium was found or could be installed: set CHROMIUM_PATH to one.');
}
