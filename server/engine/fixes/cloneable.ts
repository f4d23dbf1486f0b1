/**
 * What can be sent to another thread, by the names of types: plain data, collections, dates, typed arrays. Functions, instances of classes,
 * streams, requests and responses cannot; of a type nobody knows it is not claimed that it can.
 */
import type { TypeRef } from '../facts/fileFacts.ts';
import type { Program } from '../program/program.ts';
import type { Unit } from '../program/unit.ts';

const containers = new Set(['Array', 'ReadonlyArray', 'Map', 'ReadonlyMap', 'Set', 'ReadonlySet', 'Record', 'Partial', 'Required', 'Readonly', 'Pick', 'Omit', 'NonNullable', 'Exclude', 'Extract']);
const plain = /^(?:Date|RegExp|ArrayBuffer|SharedArrayBuffer|DataView|(?:Big)?(?:Ui|I)nt(?:8|16|32|64)(?:Clamped)?Array|Float(?:32|64)Array|(?:Type|Range|Syntax)?Error|Boolean|Number|String)$/;

/** Deeper types are not looked at, and taken for unknown ones. */
const deepest = 6;

/** Why a value of the type cannot be sent, as `functions cannot be sent to a worker`. A missing annotation says nothing. */
export function findUncloneable(program: Program, unit: Unit, type: TypeRef | undefined, depth = 0): string | undefined {
  if (type === undefined) return undefined;
  const all = (types: readonly (TypeRef | undefined)[]): string | undefined => {
    for (const each of types) {
      const reason = findUncloneable(program, unit, each, depth + 1);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
  switch (type.t) {
    case 'keyword': return type.n === 'this' || type.n === 'symbol' ? `\`${type.n}\` cannot be sent to a worker` : undefined;
    case 'literal': return undefined;
    case 'function': return 'functions cannot be sent to a worker';
    case 'array': return all([type.e]);
    case 'tuple': case 'union': return all(type.e);
    case 'object': return all(type.p.map((member) => member.type));
    case 'name': break;
    default: return 'not all its types are known to be plain data';
  }
  const name = type.n.join('.');
  if (depth > deepest) return `whether \`${name}\` can be sent to a worker is not known`;
  if (type.b === undefined) {
    if (name === 'Buffer') return 'a `Buffer` arrives in a worker as a plain `Uint8Array`';
    return plain.test(name) ? undefined : containers.has(name) ? all(type.a ?? []) : `\`${name}\` cannot be sent to a worker`;
  }
  const owner = findDeclaration(program, unit, type.b, type.n);
  switch (owner?.kind) {
    case 'typeParameter': return 'it is generic';
    case 'class': return `\`${name}\` is a class, whose instances lose their methods on the way to a worker`;
    case 'enum': return undefined;
    case 'type': return owner.alias === undefined ? undefined : findUncloneable(program, owner.unit, owner.alias, depth + 1);
    default: return `whether \`${name}\` can be sent to a worker is not known`;
  }
}

function findDeclaration(program: Program, unit: Unit, b: number, path: readonly string[]): { readonly unit: Unit; readonly kind: string; readonly alias: TypeRef | undefined } | undefined {
  const { imported, kind, alias } = unit.facts.bindings[b]!;
  if (imported === undefined) return path.length > 1 ? undefined : { unit, kind, alias };
  const target = program.findUnit(unit.modules[imported.m] ?? '');
  const found = path.length > 1 || target === undefined ? undefined : target.facts.bindings.find((binding) => binding.f === 0 && binding.n === imported.n && binding.imported === undefined);
  return target === undefined || found === undefined ? undefined : { unit: target, kind: found.kind, alias: found.alias };
}
