/** Runs the Markdown suites of the family `blocking`. The engine is the real one; only the files are not on the disk. */
import { describeFamily } from '../support/ruleSuites.ts';

describeFamily('blocking');
