/** Runs the Markdown suites of the smaller families and those that belong to no rule. The engine is the real one; only the files are not on the disk. */
import { describeFamily } from '../support/ruleSuites.ts';

describeFamily('others');
