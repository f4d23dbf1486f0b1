/**
 * A database's client or pool is made without a limit on connecting or on what is asked: a server that has gone silent keeps every caller, and
 * each caller keeps one of the pool's few connections.
 *
 * Reported where the client is made. Limits the driver has by itself count, and so do those an address, a statement or the query's own call
 * sets. Options nobody can see into are taken to have them. Commands, migrations, scripts and tests are left out.
 */
import { findMissingBounds } from '../../server/engine/summaries/clientLimits.ts';
import type { MissingBounds } from '../../server/engine/summaries/clientLimits.ts';
import { chooseWording, defineRule, getCalledName } from '../../server/engine/lint/rule.ts';
import type { CallFact, RuleFix } from '../../server/engine/lint/rule.ts';

/** Files that run once, with somebody looking on. */
const onceOnly = /(?:^|\/)(?:migrations?|migrate|seeds?|seeders?|scripts?|fixtures?|examples?|samples?|demos?|bench(?:mark)?s?|tools?)(?:\/|[.-])|knexfile/i;

export const dbClientWithoutTimeout = defineRule({
  id: 'db-client-without-timeout',
  family: 'timeout',
  contexts: { request: 'warning', event: 'warning', startup: 'warning', worker: 'warning', library: 'warning', unknown: 'warning' },
  check({ unit, program, report }) {
    if (onceOnly.test(unit.facts.file.slice(unit.package?.folder.length ?? 0))) return;
    unit.facts.calls.forEach((call, c) => {
      for (const target of program.targetsOf(unit, c)) {
        if (target.kind !== 'api' || !target.model?.client) continue;
        const { client } = target.model;
        const missing = findMissingBounds(program, unit, call, client);
        if (!missing) return;
        const name = getCalledName(unit, call, target.api) || 'the client';
        // Drivers that bound connecting by themselves, and mappers over drivers, leave less to go wrong.
        const isQuiet = !missing.all || client.bounds.length === 1;
        report({
          at: call.name, f: call.f, confidence: target.guess || missing.unseenAddress || client.bounds.length === 1 ? 'likely' : 'certain',
          ...(isQuiet ? { atMost: 'info' as const } : {}),
          message: describe(name, missing), sink: `${name} without ${missing.bounds.map(({ on }) => (on === 'connecting' ? 'a connect timeout' : on === 'a query' ? 'a query timeout' : 'a command timeout')).join(' and ')}`,
          fixes: getFixes(call, client.options, missing),
        });
        return;
      }
    });
  },
});

function describe(name: string, { bounds }: MissingBounds): string {
  const [first] = bounds;
  if (bounds.length > 1) return chooseWording(`\`${name}\` has neither a connect nor a query timeout; a silent server keeps callers for ever`, `\`${name}\` has neither a connect nor a query timeout`);
  if (first?.on === 'connecting') return chooseWording(`\`${name}\` has no connect timeout; callers wait for ever when no connection comes`, `\`${name}\` has no connect timeout`);
  const what = first?.on === 'a command' ? 'command' : 'query';
  return chooseWording(`\`${name}\` has no ${what} timeout; a stuck ${what} keeps its connection and its caller for ever`, `\`${name}\` has no ${what} timeout; a stuck ${what} keeps its caller for ever`, `\`${name}\` has no ${what} timeout`);
}

/** Writes what is missing where the options are written in place, or not there and nothing else stands in their place. */
function getFixes(call: CallFact, places: readonly number[], { bounds }: MissingBounds): readonly RuleFix[] {
  const text = bounds.flatMap(({ write }) => write ?? []).join(', ');
  if (text === '' || bounds.some(({ write }) => write === undefined)) return [];
  const make = (start: number, newText: string): readonly RuleFix[] => [{ title: `Add \`${text}\``, kind: 'quickfix', safety: 'review', edits: [{ start, end: start, newText }] }];
  const place = places.find((i) => call.args[i]?.v.k === 'obj');
  if (place !== undefined) {
    const { start, v } = call.args[place]!;
    return make(start + 1, v.k === 'obj' && v.p.length === 0 ? ` ${text} ` : ` ${text},`);
  }
  const last = call.args.at(-1);
  return last && places.includes(call.args.length) && places.length === 1 ? make(last.end, `, { ${text} }`) : [];
}
