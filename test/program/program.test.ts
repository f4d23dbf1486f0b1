/** What the program stage makes of small programs; see test/support/goldens.ts for how the pages are read and print.ts for what they say. */
import { describeGoldens } from '../support/goldens.ts';
import { printProgram, tables } from './print.ts';

describeGoldens('test/program', { name: 'program', tables, print: printProgram });
