/**
 * What the workloads view shows: an overview first, then functions by the kind of work they do and where they run. Plain data in and
 * out, so that it is tested without VS Code; workloadsTree.ts draws it.
 */
import type { PlainHop, WorkloadClass, WorkloadFunction, Workloads } from '../../server/protocol.ts';
import type { Translate } from './translate.ts';

export type SortOrder = 'weight' | 'findings' | 'name';

export interface ViewChoice {
  /** Text that the function's name, file or root has to contain; '' shows all. */
  readonly filter: string;
  readonly sort: SortOrder;
}

export type ViewNode =
  | { readonly kind: 'group'; readonly id: string; readonly label: string; readonly description: string; readonly icon: string; readonly isOpen: boolean; readonly children: readonly ViewNode[] }
  | { readonly kind: 'function'; readonly id: string; readonly label: string; readonly description: string; readonly icon: string; readonly fn: WorkloadFunction }
  | { readonly kind: 'place'; readonly id: string; readonly label: string; readonly description: string; readonly icon: string; readonly hop: PlainHop }
  | { readonly kind: 'fact'; readonly id: string; readonly label: string; readonly description: string; readonly icon: string };

/** The classes in the order of what needs attention first. */
export const classOrder: readonly WorkloadClass[] = ['cpu', 'mixed', 'io', 'unknown', 'trivial'];
const classIcons: Readonly<Record<WorkloadClass, string>> = { cpu: 'flame', mixed: 'layers', io: 'cloud-download', unknown: 'question', trivial: 'dash' };

/** Growth as a number to sort by: an exponential before a power before a logarithm. */
export function rankGrowth(growth: string): number {
  if (growth === '2^n') return 100;
  const power = /n\^(\d+)/.exec(growth)?.[1];
  const base = power === undefined ? (/^n\b/.test(growth) ? 1 : 0) : Number(power);
  return base * 2 + (growth.includes('log n') ? 1 : 0);
}

export function toView(workloads: Workloads, choice: ViewChoice, t: Translate): readonly ViewNode[] {
  const wanted = choice.filter.toLowerCase();
  const functions = workloads.functions.filter((fn) => wanted === '' || [fn.name, decode(fn.uri), ...fn.contexts.flatMap(({ context, path }) => [context, path[0]?.label ?? ''])].some((text) => text.toLowerCase().includes(wanted)));
  return [toOverview(workloads, t), ...classOrder.flatMap((workload) => toClassGroup(workload, functions, choice.sort, t))];
}

function toOverview(workloads: Workloads, t: Translate): ViewNode {
  const total = workloads.findings.reduce((sum, row) => sum + row.count, 0);
  const words = {
    error: (count: number) => (count === 1 ? t('1 error') : t('{0} errors', count)),
    warning: (count: number) => (count === 1 ? t('1 warning') : t('{0} warnings', count)),
    info: (count: number) => (count === 1 ? t('1 note') : t('{0} notes', count)),
  };
  const findings: ViewNode = {
    kind: 'group', id: 'overview/findings', label: t('Findings'), description: String(total), icon: 'warning', isOpen: total > 0,
    children: workloads.findings.map(({ family, severity, count }) => ({ kind: 'fact', id: `overview/findings/${family}/${severity}`, label: family, description: words[severity](count), icon: severity })),
  };
  const roots: ViewNode = {
    kind: 'group', id: 'overview/roots', label: t('Roots that reach findings'), description: String(workloads.hotRoots.length), icon: 'target', isOpen: false,
    children: workloads.hotRoots.map((root) => ({ kind: 'place', id: `overview/roots/${root.uri}/${root.range.start.line}/${root.label}`, label: root.label, description: toFindings(root.findings, t), icon: 'arrow-right', hop: root })),
  };
  const all = workloads.functions.length;
  const classes: ViewNode = {
    kind: 'group', id: 'overview/classes', label: t('Functions'), description: String(all), icon: 'symbol-function', isOpen: true,
    children: classOrder.map((workload) => {
      const count = workloads.functions.filter((fn) => fn.workload === workload).length;
      return { kind: 'fact', id: `overview/classes/${workload}`, label: toClassName(workload, t), description: `${toBar(count, all)} ${count}`, icon: classIcons[workload] };
    }),
  };
  const note = workloads.isFinal ? '' : t('still analysing');
  return { kind: 'group', id: 'overview', label: t('Overview'), description: [t('{0} files', workloads.files), note].filter((part) => part !== '').join(' · '), icon: 'dashboard', isOpen: true, children: [findings, roots, classes] };
}

/** A bar of ten blocks; something is never nothing. */
export function toBar(count: number, all: number): string {
  const blocks = all === 0 ? 0 : Math.round((count / all) * 10);
  const shown = count > 0 ? Math.max(1, blocks) : 0;
  return '█'.repeat(shown) + '░'.repeat(10 - shown);
}

function toClassGroup(workload: WorkloadClass, all: readonly WorkloadFunction[], sort: SortOrder, t: Translate): readonly ViewNode[] {
  const functions = all.filter((fn) => fn.workload === workload);
  if (functions.length === 0) return [];
  const contexts = [...new Set(functions.map(getContext))].sort((a, b) => contextRank(a) - contextRank(b));
  const children = contexts.map((context): ViewNode => {
    const inside = functions.filter((fn) => getContext(fn) === context).sort((a, b) => compare(a, b, sort));
    return { kind: 'group', id: `${workload}/${context}`, label: context, description: String(inside.length), icon: contextIcons[context] ?? 'circle-outline', isOpen: false, children: inside.map((fn, i) => toFunctionNode(fn, `${workload}/${context}/${i}`, t)) };
  });
  return [{ kind: 'group', id: workload, label: toClassName(workload, t), description: String(functions.length), icon: classIcons[workload], isOpen: workload === 'cpu' || workload === 'mixed', children }];
}

const contextIcons: Readonly<Record<string, string>> = { request: 'globe', event: 'zap', ui: 'window', startup: 'debug-start', cli: 'terminal', build: 'tools', test: 'beaker', worker: 'server-process', library: 'library', unknown: 'question' };

/** The most severe context; a function nobody calls has none. */
function getContext(fn: WorkloadFunction): string {
  return fn.contexts[0]?.context ?? 'unknown';
}

function contextRank(context: string): number {
  const at = Object.keys(contextIcons).indexOf(context);
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

function compare(a: WorkloadFunction, b: WorkloadFunction, sort: SortOrder): number {
  const byName = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
  if (sort === 'name') return byName;
  const byFindings = b.findings - a.findings;
  const byWeight = rankGrowth(b.growth) - rankGrowth(a.growth);
  return (sort === 'findings' ? byFindings || byWeight : byWeight || byFindings) || byName;
}

function toFunctionNode(fn: WorkloadFunction, id: string, t: Translate): ViewNode {
  const short = fn.name.split(' > ').at(-1) ?? fn.name;
  const growth = fn.growth === '' || fn.growth === '1' ? undefined : `${fn.growth}${fn.input === undefined ? '' : ` in ${fn.input}`}`;
  const place = `${decode(fn.uri.slice(fn.uri.lastIndexOf('/') + 1))}:${fn.range.start.line + 1}`;
  const count = fn.findings === 0 ? undefined : toFindings(fn.findings, t);
  return { kind: 'function', id, label: short === '' ? t('anonymous function') : short, description: [count, growth, place].filter((part) => part !== undefined).join(' · '), icon: fn.findings > 0 ? 'warning' : 'symbol-function', fn };
}

function toFindings(count: number, t: Translate): string {
  return count === 1 ? t('1 finding') : t('{0} findings', count);
}

/** A URI as a person reads it; one that is not well-formed stays as it is. */
function decode(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch (error) {
    if (error instanceof URIError) return uri;
    throw error;
  }
}

export function toClassName(workload: WorkloadClass, t: Translate): string {
  return { cpu: t('CPU-bound'), io: t('I/O-bound'), mixed: t('CPU and I/O'), trivial: t('Trivial work'), unknown: t('Unknown work') }[workload];
}
