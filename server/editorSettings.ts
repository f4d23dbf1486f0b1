/**
 * The settings of an editor's section `loopwise`, declared once: package.json's settings, the server's defaults and what it accepts
 * all follow from here (`npm run generate`). It imports nothing, because the client and the server both read it.
 */

export interface EditorSettings {
  /** `false` shows nothing and analyses nothing. */
  readonly enable: boolean;
  /** `open`: findings of open documents, until *Check Workspace* was run. `workspace`: of every file of the workspace. */
  readonly scope: 'open' | 'workspace';
  /** Above which functions a line with their findings and workload class stands. */
  readonly codeLens: 'off' | 'issues' | 'all';
  /** The workload class behind each function's name. */
  readonly inlayHints: boolean;
}

/** One setting as the editor shows it: a switch, or a choice with a sentence for each value. */
export type SettingDeclaration<Value> = {
  /** Markdown, whole sentences; also the key under which translations have it. */
  readonly description: string;
  readonly default: Value;
  /** Taken from the folder's own settings only when the person trusts the folder. */
  readonly needsTrust?: true;
} & (Value extends boolean ? { readonly choices?: never } : { readonly choices: Readonly<Record<Extract<Value, string>, string>> });

type Declarations = { readonly [Name in keyof EditorSettings]: SettingDeclaration<EditorSettings[Name] extends boolean ? boolean : EditorSettings[Name]> };

export const settingDeclarations: Declarations = {
  enable: { default: true, description: 'Check TypeScript and JavaScript. Without it nothing is analysed and nothing is shown.' },
  scope: {
    default: 'open', needsTrust: true,
    description: 'Which files to show findings for. The command *Loopwise: Check Workspace* shows those of all files until the window is closed.',
    choices: {
      open: 'Findings of the files open in an editor. What they call is followed through the whole workspace all the same.',
      workspace: 'Findings of every file of the workspace, open or not.',
    },
  },
  codeLens: {
    default: 'issues',
    description: 'Above which functions to show what kind of work they do, with a link to the workload advisor.',
    choices: { off: 'Above no function.', issues: 'Above functions with a finding.', all: 'Above every function that is more than trivial.' },
  },
  inlayHints: { default: false, description: 'Show behind the name of each function what kind of work it does: CPU-bound, I/O-bound or both.' },
};

export const defaultEditorSettings: EditorSettings = getDefaults();

function getDefaults(): EditorSettings {
  const { enable, scope, codeLens, inlayHints } = settingDeclarations;
  return { enable: enable.default, scope: scope.default, codeLens: codeLens.default, inlayHints: inlayHints.default };
}

/** Settings from whatever a client sent; a value that is not allowed, or is not given, is the default. `undefined` when it is no section at all. */
export function findEditorSettings(section: unknown): EditorSettings | undefined {
  if (typeof section !== 'object' || section === null) return undefined;
  const sent = section as Readonly<Record<string, unknown>>;
  const isAllowed = (name: keyof EditorSettings): boolean => {
    const { choices } = settingDeclarations[name];
    return choices === undefined ? typeof sent[name] === 'boolean' : typeof sent[name] === 'string' && Object.hasOwn(choices, sent[name]);
  };
  const names = Object.keys(settingDeclarations) as (keyof EditorSettings)[];
  return { ...defaultEditorSettings, ...Object.fromEntries(names.filter(isAllowed).map((name) => [name, sent[name]])) };
}
