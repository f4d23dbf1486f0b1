/**
 * What one run of the editor tests works on. Plain data plus where results go.
 */
import type { Report } from './report.ts';

export interface EditorRun {
  /** The packed extension, absolute. */
  readonly vsix: string;
  /** The `extension` folder of the unpacked .vsix, away from any node_modules. */
  readonly extensionFolder: string;
  /** A copy of the example, absolute. */
  readonly workspace: string;
  /** Kept after the run and git-ignored: the .vsix, screenshots, logs. */
  readonly outputFolder: string;
  /** Removed after the run. */
  readonly scratch: string;
  readonly expectedFile: string;
  /** What VS Code showed of the whole workspace, with the words; written by its suite, so it is there only when that ran. */
  readonly shownFile: string;
  readonly isUpdating: boolean;
  readonly report: Report;
  readonly log: (line: string) => void;
}
