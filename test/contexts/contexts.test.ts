/** Runs the Markdown suites of this folder: where code runs, by framework. They are about many rules at once, unlike those of test/rules. */
import { globSync } from 'tinyglobby';
import { repository } from '../support/project.ts';
import { describeSuites } from '../support/suite.ts';

describeSuites(globSync('test/contexts/*.md', { cwd: repository }).sort(), 'suite');
