/** Fixes that need more than one place: every Markdown suite beside this file. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../support/project.ts';
import { describeSuites } from '../support/suite.ts';

describeSuites(readdirSync(path.join(repository, 'test/fixes')).filter((name) => name.endsWith('.md')).map((name) => `test/fixes/${name}`), 'suite');
