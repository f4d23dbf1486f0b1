/** Runs the Markdown suites of this folder, one per rule. The engine is the real one; only the files are not on the disk. */
import { globSync } from 'tinyglobby';
import { repository } from '../support/project.ts';
import { describeSuites } from '../support/suite.ts';

describeSuites(globSync('test/rules/**/*.md', { cwd: repository }).sort(), 'suite');
