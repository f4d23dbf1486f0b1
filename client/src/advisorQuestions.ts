/**
 * *Workload Advisor*: asks a few questions, one quick pick each, with a way back, and remembers the answers for the workspace. What
 * the answers mean is the advisor's business; this only turns them into its input.
 */
import { QuickInputButtons, env, l10n, window, type Disposable, type ExtensionContext, type QuickPickItem } from 'vscode';
import type { AdviseField, AdviseParams } from '../../server/protocol.ts';

const memoryKey = 'loopwise.advisor.answers';

type Answers = Record<string, number | boolean | string | null>;

interface Choice extends QuickPickItem { readonly answers: Answers }

interface Step {
  readonly title: string;
  readonly placeholder: string;
  readonly isMany?: boolean;
  /** A field a person may type a number for instead of choosing one. */
  readonly typed?: string;
  readonly choices: readonly Choice[];
}

/** The function under the cursor: its name, and what its code says. */
export interface QuestionSubject { readonly name: string; readonly fields: readonly AdviseField[] }

function getSteps(subject: QuestionSubject | undefined): readonly Step[] {
  const t = l10n.t;
  /** The choice that leaves a field to the code, first where the code says something. */
  const fromCode = (name: string): readonly Choice[] => {
    const field = subject?.fields.find((each) => each.name === name && each.origin === 'code');
    return field === undefined ? [] : [{ label: t('Read it from the code'), description: [String(field.value ?? ''), field.because].filter((part) => part !== undefined && part !== '').join(' · '), answers: { [name]: null } }];
  };
  return [
    {
      title: t('What does one task do?'), placeholder: subject === undefined ? t('Choose what comes closest') : t('For {0}; choose what comes closest', subject.name),
      choices: [
        ...fromCode('workload'),
        { label: t('Waits: requests, queries, files'), answers: { workload: 'io' } }, { label: t('Computes: parses, hashes, renders, compares'), answers: { workload: 'cpu' } }, { label: t('Both'), answers: { workload: 'mixed' } },
      ],
    },
    {
      title: t('How many tasks come together?'), placeholder: t('Choose, or type a number'), typed: 'tasks',
      choices: [...fromCode('tasks'), ...[[t('One at a time'), 1], [t('About 10'), 10], [t('About 100'), 100], [t('About 10,000'), 10_000], [t('A million or more'), 1_000_000]].map(([label, tasks]) => ({ label: String(label), answers: { tasks: Number(tasks) } }))],
    },
    {
      title: t('How long does one task compute, in milliseconds?'), placeholder: t('Choose, or type a number; waiting does not count'), typed: 'taskMs',
      choices: [...fromCode('taskMs'), { label: t('Not known'), answers: { taskMs: null } }, ...[0.1, 1, 10, 100, 1_000].map((taskMs) => ({ label: `${taskMs.toLocaleString(env.language)} ms`, answers: { taskMs } }))],
    },
    {
      title: t('What else matters?'), placeholder: t('Choose any number, or none'), isMany: true,
      choices: [
        { label: t('Others wait for the event loop: hold it 50 ms at most'), answers: { latencyMs: 50 } }, { label: t('All tasks read or write one large data set'), answers: { sharedState: true } },
        { label: t('Each task needs the result of the one before'), answers: { ordered: true } }, { label: t('A crash must not take the service down, or the code is not trusted'), answers: { isolation: true } },
        { label: t('Accepted work must survive a restart'), answers: { durable: true } }, { label: t('One machine is not enough'), answers: { outgrowsMachine: true } }, { label: t('It runs in a browser'), answers: { platform: 'browser' } },
      ],
    },
  ];
}

/** The input made of the answers; undefined when the person gave up. */
export async function askForWorkload(context: ExtensionContext, subject?: QuestionSubject): Promise<AdviseParams['input'] | undefined> {
  const steps = getSteps(subject);
  const remembered = context.workspaceState.get<readonly (readonly string[])[]>(memoryKey, []);
  const labels: (readonly string[])[] = [];
  const answers: Answers[] = [];
  for (let index = 0; index < steps.length;) {
    const step = steps[index];
    if (step === undefined) break;
    const chosen = await ask(step, index, steps.length, labels[index] ?? remembered[index] ?? []);
    if (chosen === 'stop') return undefined;
    if (chosen === 'back') { index -= 1; continue; }
    labels[index] = chosen.map(({ label }) => label);
    answers[index] = Object.assign({}, ...chosen.map((choice) => choice.answers)) as Answers;
    index += 1;
  }
  await context.workspaceState.update(memoryKey, labels);
  return Object.fromEntries(answers.flatMap((each) => Object.entries(each)).filter(([, value]) => value !== null));
}

function ask(step: Step, index: number, total: number, before: readonly string[]): Promise<readonly Choice[] | 'back' | 'stop'> {
  return new Promise((resolve) => {
    const pick = window.createQuickPick<Choice>();
    const subscriptions: Disposable[] = [];
    const end = (answer: readonly Choice[] | 'back' | 'stop'): void => {
      for (const subscription of subscriptions) subscription.dispose();
      pick.dispose();
      resolve(answer);
    };
    Object.assign(pick, { title: `${l10n.t('Workload Advisor')}: ${step.title}`, placeholder: step.placeholder, step: index + 1, totalSteps: total, canSelectMany: step.isMany === true, ignoreFocusOut: true, buttons: index > 0 ? [QuickInputButtons.Back] : [] });
    pick.items = step.choices;
    const known = step.choices.filter(({ label }) => before.includes(label));
    if (step.isMany === true) pick.selectedItems = known;
    else if (known.length > 0) pick.activeItems = known;
    subscriptions.push(
      pick.onDidTriggerButton(() => end('back')),
      pick.onDidHide(() => end('stop')),
      pick.onDidChangeValue((value) => { if (step.typed !== undefined) pick.items = [...toTyped(value, step.typed), ...step.choices]; }),
      pick.onDidAccept(() => { const chosen = step.isMany === true ? pick.selectedItems : pick.activeItems.slice(0, 1); if (step.isMany === true || chosen.length > 0) end([...chosen]); }),
    );
    pick.show();
  });
}

/** What was typed, as a choice of its own; nothing for what is no number. */
function toTyped(value: string, field: string): readonly Choice[] {
  const number = Number(value);
  return value.trim() === '' || !Number.isFinite(number) || number < 0 ? [] : [{ label: value.trim(), description: l10n.t('as typed'), alwaysShow: true, answers: { [field]: number } }];
}
