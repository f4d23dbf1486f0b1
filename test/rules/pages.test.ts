/** Runs every example on every rule page: what stands under "Reported" is reported, what stands under "Fine" is not. */
import { globSync } from 'tinyglobby';
import { repository } from '../support/project.ts';
import { describeSuites } from '../support/suite.ts';

describeSuites(globSync('rules/**/*.md', { cwd: repository }).sort(), 'page');
