/** What the summaries stage says about small programs; see test/support/goldens.ts for how the pages are read and print.ts for what they say. */
import { describeGoldens } from '../support/goldens.ts';
import { printSummaries, tables } from './print.ts';

describeGoldens('test/summaries', { name: 'summaries', tables, print: printSummaries });
