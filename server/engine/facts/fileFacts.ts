/**
 * FileFacts: what one file says, as plain JSON. Nothing in here needs another file, a model of an API or a type, so facts can
 * be cached by content hash and collected in any order. Expressions are kept as a small intermediate form ({@link Expr});
 * everything with a place of its own (functions, calls, loops, awaits …) is a row of a table and is referred to by index.
 * All `start`/`end` are UTF-16 offsets into the file's text, without leading trivia.
 * Invariant: facts are never changed. Equal fates, literals and empty lists are one shared object, also across files.
 */
import type { NodeId } from '../syntax/compiler.ts';

/** Bump when the collector's output changes for the same text: cached facts of another version are thrown away. */
export const collectorVersion = 5;

/** Index into {@link FileFacts.functions}; 0 is the module's top level. */
export type FunctionIndex = number;
export type CallIndex = number;
export type BindingIndex = number;
export type ClassIndex = number;
export type LoopIndex = number;
export type TryIndex = number;
export type BranchIndex = number;

export interface Span { readonly start: number; readonly end: number }

/**
 * An expression, with parentheses, `as`, `satisfies`, `!` and comments taken off.
 * `x` is the node to ask the compiler about; it is present on `ref`, `global`, `prop`, `elem`, `call`, `await`, `arr`, `obj`, `fn`, `or`.
 */
export type Expr =
  /** A literal; strings are cut at 200 characters. `undefined` counts as a literal with `v: undefined` left out. */
  | { readonly k: 'lit'; readonly v?: string | number | boolean | null; readonly big?: true }
  | { readonly k: 'regex'; readonly source: string; readonly flags: string }
  /** A name bound in this file. */
  | { readonly k: 'ref'; readonly b: BindingIndex; readonly x: NodeId }
  /** A name this file does not bind. */
  | { readonly k: 'global'; readonly n: string; readonly x: NodeId }
  | { readonly k: 'this' }
  | { readonly k: 'super' }
  /**
   * `o.n` or `o['n']`. `nx` is the name node: ask it for symbols. In lowered destructuring `x` is the bound name and `nx` the key; where they
   * are one identifier (`{ a }`), its symbol is the local variable.
   */
  | { readonly k: 'prop'; readonly o: Expr; readonly n: string; readonly opt?: true; readonly x: NodeId; readonly nx: NodeId }
  /** `o[i]` with a computed key. */
  | { readonly k: 'elem'; readonly o: Expr; readonly i: Expr; readonly opt?: true; readonly x: NodeId }
  /** A call, `new` or tagged template. */
  | { readonly k: 'call'; readonly c: CallIndex; readonly x: NodeId }
  | { readonly k: 'fn'; readonly f: FunctionIndex; readonly x: NodeId }
  | { readonly k: 'class'; readonly c: ClassIndex }
  | { readonly k: 'obj'; readonly p: readonly ObjectEntry[]; readonly x: NodeId }
  | { readonly k: 'arr'; readonly e: readonly Expr[]; readonly x: NodeId }
  | { readonly k: 'spread'; readonly e: Expr }
  | { readonly k: 'await'; readonly e: Expr; readonly x: NodeId }
  | { readonly k: 'yield'; readonly e?: Expr; readonly star?: true }
  /**
   * One of several values: `c ? a : b`, `a || b`, `a && b`, `a ?? b`. `test` is the condition of `?:`; `op` the operator. A chain of one
   * logical operator has all its operands. A default in a nested pattern is `value ?? default`.
   */
  | { readonly k: 'or'; readonly op: '?:' | '||' | '&&' | '??'; readonly test?: Expr; readonly e: readonly Expr[]; readonly x: NodeId }
  /**
   * Any other operator; the value is not followed, the operands are. `op` as written: `+`, `!`, `typeof`, `void`, `delete`, `in`, `<`, `++` …
   * A chain of one binary operator (`a + b + c`) has all its operands. The variable of `for (k in e)` is `in` with the one operand `e`.
   */
  | { readonly k: 'op'; readonly op: string; readonly e: readonly Expr[] }
  /** `target = value` or a compound assignment used as a value. The target of a pattern is `unknown`. */
  | { readonly k: 'set'; readonly op: string; readonly target: Expr; readonly value: Expr }
  /** Comma: the value is the last. */
  | { readonly k: 'seq'; readonly e: readonly Expr[] }
  | { readonly k: 'tpl'; readonly q: readonly string[]; readonly e: readonly Expr[] }
  /** `import(e)`; `m` is the row of {@link FileFacts.imports} when the specifier is a literal. */
  | { readonly k: 'import'; readonly m?: number; readonly e?: Expr }
  /** Parameter `i` of function `f` as passed by the caller (rest parameters: `rest`). */
  | { readonly k: 'param'; readonly f: FunctionIndex; readonly i: number; readonly rest?: true }
  /** One element of an iterable: the variable of `for (x of e)` (`await` for `for await`), or of array destructuring (`i` = index). */
  | { readonly k: 'each'; readonly e: Expr; readonly i?: number; readonly await?: true }
  /** The rest of destructuring `e`. */
  | { readonly k: 'rest'; readonly e: Expr }
  | { readonly k: 'jsx'; readonly tag?: Expr; readonly p: readonly ObjectEntry[]; readonly children: readonly Expr[] }
  | { readonly k: 'meta'; readonly n: 'import.meta' | 'new.target' }
  /** Too deep (over 40 levels) or not an expression we keep. */
  | { readonly k: 'unknown' };

export interface ObjectEntry {
  /** Absent for spreads and computed keys. */
  readonly n?: string;
  /** For methods and accessors a `fn`. */
  readonly v: Expr;
  readonly kind: 'value' | 'method' | 'get' | 'set' | 'spread' | 'computed';
  /** The entry's declaration node: what a {@link DeclarationSite} from the compiler points at. */
  readonly x: NodeId;
}

/** A type annotation, as far as names go. Not checked, not resolved beyond this file. */
export type TypeRef =
  /** `A.B<C>`; `b` when the first name is bound in this file (import, class, interface, alias, type parameter). */
  | { readonly t: 'name'; readonly n: readonly string[]; readonly b?: BindingIndex; readonly a?: readonly TypeRef[] }
  | { readonly t: 'array'; readonly e: TypeRef }
  /** `length` without rest elements. */
  | { readonly t: 'tuple'; readonly e: readonly TypeRef[]; readonly length?: number }
  | { readonly t: 'union'; readonly e: readonly TypeRef[] }
  | { readonly t: 'function'; readonly r?: TypeRef }
  | { readonly t: 'object'; readonly p: readonly { readonly n: string; readonly type?: TypeRef }[] }
  /** `string`, `void`, `any`, `unknown`, `never`, `undefined`, `null`, `this` …; literals are `literal`. */
  | { readonly t: 'keyword'; readonly n: string }
  | { readonly t: 'literal'; readonly v: string | number | boolean | null }
  | { readonly t: 'typeof'; readonly e: Expr }
  | { readonly t: 'other' };

export interface BindingFact extends Span {
  readonly n: string;
  /** Its declaration node (variable declaration, parameter, binding element, function, class, import specifier …): what a {@link DeclarationSite} from the compiler points at. */
  readonly x: NodeId;
  readonly kind: 'const' | 'let' | 'var' | 'using' | 'param' | 'function' | 'class' | 'enum' | 'namespace' | 'import' | 'catch' | 'type' | 'typeParameter';
  /** Function whose scope it lives in. */
  readonly f: FunctionIndex;
  /**
   * The value it starts with. Destructuring is lowered: `const { a: [b] } = e` binds b to `each(prop(e, 'a'), 0)`. Parameters are
   * `param` (destructured ones lowered from it); functions and classes `fn`/`class`; loop variables `each`.
   */
  readonly init?: Expr;
  /** The default of a parameter or of a destructured name. */
  readonly def?: Expr;
  readonly type?: TypeRef;
  /**
   * Values assigned later, in order of position; the span is the name's. Compound assignments and `++` give `unknown`-valued writes and a
   * read as well; `??=`, `||=` and `&&=` give the value they may store.
   */
  readonly writes: readonly WriteFact[];
  /** Every place the name is read as a value, in order of position but for the parts of a loop. `export { a }` is a read, `typeof a` in a type is none. */
  readonly reads: readonly ReadFact[];
  /**
   * Row of {@link FileFacts.imports} and the imported name (`*` for the namespace, `default`). `require('x')`, `await import('x')` and
   * `import a = require('x')` give `*`, one member of them (also by a flat pattern) that member's name; what `*` of a CommonJS file is, is its `=` export.
   */
  readonly imported?: { readonly m: number; readonly n: string };
  /** For `type`, `interface`: members that have types; for an alias its target. */
  readonly alias?: TypeRef;
  /** For enums: number of members. */
  readonly members?: number;
}

export interface WriteFact extends Span { readonly f: FunctionIndex; readonly value: Expr; readonly op: string; readonly loop: LoopIndex }
/** `loop`: innermost loop of the reading function around it, -1 for none. */
export interface ReadFact extends Span {
  readonly f: FunctionIndex; readonly loop: LoopIndex;
  /** How the value is used there. */
  readonly use: Fate;
  /** The name's node, where what is expected of the value may have to be asked: as an attribute, a property, stored or returned. */
  readonly x?: NodeId;
}

export interface ImportFact extends Span {
  /** As written. The span and `x` are those of the specifier's string literal. */
  readonly specifier: string;
  readonly x: NodeId;
  /** `url`: `new URL('x', import.meta.url)` and `require.resolve('x')`. `require` also through a `require` made with `createRequire`. */
  readonly kind: 'import' | 'export' | 'require' | 'dynamic' | 'import-equals' | 'url';
  readonly typeOnly: boolean;
  /** Function in which it stands (`require` inside a function). */
  readonly f: FunctionIndex;
}

export interface ExportFact {
  /**
   * Exported name; `default`; `*` for `export * from`; `=` for `export =` and `module.exports = `. An object literal given to `module.exports`
   * also gives a row for each of its named properties. A name may be exported twice: the later row wins.
   */
  readonly n: string;
  /** The exported value: a `ref`, `fn`, `class` or any expression. Absent for re-exports. */
  readonly v?: Expr;
  /** Re-export: row of imports and the name there (`*` for the namespace). */
  readonly from?: { readonly m: number; readonly n: string };
  readonly typeOnly: boolean;
}

export interface FunctionFact extends Span {
  /** Node of the function: what a {@link DeclarationSite} from the compiler points at. For methods and declarations the declaration itself. */
  readonly x: NodeId;
  /** `field-init`: the initial value of one class field, when it is neither a function nor a literal. */
  readonly kind: 'module' | 'function' | 'arrow' | 'method' | 'constructor' | 'getter' | 'setter' | 'static-block' | 'field-init';
  /** Own name, or the name it is given where it stands (variable, property, field); '' when it has none. */
  readonly n: string;
  /** The span to underline when the function itself is meant: its name, else `function`/arrow head. */
  readonly head: Span;
  /** The function around it. The module's is -1. */
  readonly outer: number;
  readonly cls?: ClassIndex;
  readonly static?: true;
  readonly async: boolean;
  readonly generator: boolean;
  readonly params: readonly ParamFact[];
  readonly returnType?: TypeRef;
  /** Returned values; the body of an expression-bodied arrow. */
  readonly returns: readonly ReturnFact[];
  /** Where the function stands when it is a value: argument of a call, property of an object … Absent for declarations and class members. */
  readonly role?: Fate;
  /** JSDoc tags such as `blocking`, `nonBlocking`, `cpuBound`, `ioBound`, without the `@`; those that describe types or prose are left out. */
  readonly tags: readonly string[];
  readonly decorators: readonly Expr[];
  /** Bindings of outer functions (the module's and imports too) it reads or writes itself; what functions inside it capture is in their rows. */
  readonly captures: readonly BindingIndex[];
  /** A `throw` (or a rethrow in a `catch`) that no `try` of the function itself catches. */
  readonly throws?: true;
  /** True for an overload signature or abstract member without body. */
  readonly bodyless?: true;
  /** For a function given to a call: a comment stands in it, beside it, or above its statement, there with words about what goes wrong. */
  readonly noted?: true;
  /** Number of statements and expressions in it, nested functions left out: a measure of size. */
  readonly size: number;
}

export interface ParamFact { readonly n: string; readonly b?: BindingIndex; readonly type?: TypeRef; readonly def?: Expr; readonly rest?: true; readonly optional?: true; readonly decorators?: readonly Expr[] }
/** `disposes`: leaving here disposes of a `using` declared before, in a block around. */
export interface ReturnFact extends Span { readonly v?: Expr; readonly tryIn: TryIndex; readonly branch: BranchIndex; readonly disposes?: true }

export interface ClassFact extends Span {
  readonly n: string;
  readonly x: NodeId;
  readonly b?: BindingIndex;
  /** Function in which the class stands. */
  readonly f: FunctionIndex;
  readonly extends?: Expr;
  readonly implements: readonly TypeRef[];
  readonly decorators: readonly Expr[];
  readonly members: readonly MemberFact[];
}

export interface MemberFact {
  readonly n: string;
  readonly kind: 'method' | 'getter' | 'setter' | 'constructor' | 'field';
  readonly static: boolean;
  /** `private`, `protected`, `#name`. */
  readonly hidden: boolean;
  readonly f?: FunctionIndex;
  /** Initial value of a field, or of the parameter a parameter property takes (`param`). */
  readonly v?: Expr;
  readonly type?: TypeRef;
  readonly decorators: readonly Expr[];
  readonly x: NodeId;
}

/** What becomes of a value. */
export type Fate =
  /** Its own expression statement (also through `a && b`, `c ? a : b`, a comma's left side): nobody sees it. */
  | { readonly k: 'discarded' }
  | { readonly k: 'void' }
  | { readonly k: 'awaited' }
  | { readonly k: 'returned' } | { readonly k: 'yielded' } | { readonly k: 'thrown' }
  /** Initial value of, or assigned to, a local binding (destructured: `part`). */
  | { readonly k: 'bound'; readonly b: BindingIndex; readonly part?: true }
  /** Assigned to a property or element. */
  | { readonly k: 'stored'; readonly target: Expr }
  /** Argument `i` of call `c` (`spread`: `...value`). */
  | { readonly k: 'argument'; readonly c: CallIndex; readonly i: number; readonly spread?: true }
  /** Called: it is the callee of call `c`. */
  | { readonly k: 'callee'; readonly c: CallIndex }
  /** Receiver of member `n`: `value.n`; `c` when that member is called. */
  | { readonly k: 'member'; readonly n: string; readonly c?: CallIndex }
  /** Property of an object literal, element of an array literal; `of` is what becomes of the literal. */
  | { readonly k: 'property'; readonly n?: string; readonly of: Fate } | { readonly k: 'element'; readonly of: Fate }
  /** Tested: by a statement, by `?:`, or as an operand of `&&`, `||`, `??` that is not the last and whose value goes nowhere else. */
  | { readonly k: 'condition' }
  | { readonly k: 'spread-object' } | { readonly k: 'spread-array' }
  | { readonly k: 'iterated'; readonly await: boolean }
  | { readonly k: 'exported' }
  /** Initial value of a class field; value of a JSX attribute. (A default value of a parameter is `bound`.) */
  | { readonly k: 'field'; readonly cls: ClassIndex; readonly n: string }
  | { readonly k: 'attribute'; readonly n: string; readonly tag?: string }
  /** Operand of an operator that consumes it; also `switch`, `case`, `extends`, `[]` (a key), `` ` `` (a template), `import`, `<>` (child or tag of JSX). */
  | { readonly k: 'operand'; readonly op: string }
  | { readonly k: 'other' };

export interface CallFact extends Span {
  readonly x: NodeId;
  /** A bare decorator `@d` is no call; `@d(…)` is one of kind `decorator`. `import(…)` is no call either, see {@link Expr}. */
  readonly kind: 'call' | 'new' | 'tag' | 'super' | 'decorator';
  readonly callee: Expr;
  /** Span of the callee's last name (`readFileSync` in `fs.readFileSync`): the place to underline. */
  readonly name: Span;
  /** As at run time: the first argument of a tagged template is its strings, a `tpl` without values. */
  readonly args: readonly ArgFact[];
  readonly typeArgs?: readonly TypeRef[];
  readonly f: FunctionIndex;
  readonly loop: LoopIndex;
  /** Innermost `try` of the same function whose block it stands in; -1 for none. A `catch` and a `finally` belong to the `try` around. */
  readonly tryIn: TryIndex;
  readonly branch: BranchIndex;
  readonly opt?: true;
  readonly fate: Fate;
}
export interface ArgFact extends Span { readonly v: Expr }

/** The span is that of the value, without `void`. A value thrown away or `void`ed as a statement: every expression statement that is not an assignment, update or directive. */
/** `x`: the statement's expression, assertions included; it differs from the value's own node only under an assertion. */
export interface DiscardFact extends Span { readonly v: Expr; readonly x: NodeId; readonly f: FunctionIndex; readonly loop: LoopIndex; readonly tryIn: TryIndex; readonly branch: BranchIndex; readonly void: boolean }

export interface AwaitFact extends Span { readonly x: NodeId; readonly e: Expr; readonly f: FunctionIndex; readonly loop: LoopIndex; readonly tryIn: TryIndex; readonly branch: BranchIndex }

export interface LoopFact extends Span {
  readonly kind: 'for' | 'for-of' | 'for-await' | 'for-in' | 'while' | 'do';
  readonly f: FunctionIndex;
  /** Innermost loop of the same function around it, -1 for none. */
  readonly outer: LoopIndex;
  readonly body: Span;
  /** `for-of`, `for-await`, `for-in`: what is walked. */
  readonly iterable?: Expr;
  readonly test?: Expr;
  /** Initialisers (values of the declared variables) and update of a `for`. */
  readonly init?: readonly Expr[];
  readonly update?: Expr;
  readonly vars: readonly BindingIndex[];
  /** Leaves early: `break`, `return` or `throw` in the body that ends this loop. */
  readonly exits: boolean;
  readonly branch: BranchIndex;
}

export interface TryFact extends Span {
  readonly f: FunctionIndex;
  readonly outer: TryIndex;
  readonly block: Span;
  readonly handler?: Span & { readonly b?: BindingIndex; readonly empty: boolean; readonly rethrows: boolean };
  readonly finalizer?: Span;
}

/** One arm of `if`, `switch`, `?:`, `&&`, `||`, `??`, and of loops' bodies is not one. Arms of one statement share `group`. */
export interface BranchFact extends Span { readonly f: FunctionIndex; readonly outer: BranchIndex; readonly group: number; readonly test?: Expr; readonly negated?: true; /** The arm always leaves the function or loop. */ readonly leaves: boolean }

/** `target.n = value`, `exports.x = value`, `this.x = value`, `a[i] = value`. Local variables have {@link BindingFact.writes} instead. */
export interface AssignFact extends Span { readonly target: Expr; readonly value: Expr; readonly op: string; readonly f: FunctionIndex; readonly loop: LoopIndex }

/** A name, member, element or call that is asked for its truth (`if`, a loop, `?:`, `!`, `&&`, `||`) or spread into an object literal. */
export interface TestedFact extends Span { readonly e: Expr; readonly f: FunctionIndex; readonly as: 'truth' | 'spread' }

/** A member of an interface that extends others, when it is said to give a promise. The span is its name's. */
export interface PromisedFact extends Span { readonly n: string; readonly x: NodeId; readonly f: FunctionIndex }

/** A comment that talks to us or to another linter about one line; rules as written. */
export interface DirectiveFact extends Span {
  readonly kind: 'disable-next-line' | 'disable-line' | 'disable' | 'enable';
  readonly rules: readonly string[];
  readonly reason?: string;
  /** It talks to ESLint or Oxlint, in the names of their rules. */
  readonly foreign?: true;
  /** 0-based line of the comment's start and of its end. */
  readonly line: number;
  readonly endLine: number;
}

export interface FileFacts {
  readonly version: number;
  readonly file: string;
  /** Hash of the text. */
  readonly hash: string;
  readonly language: 'ts' | 'tsx' | 'js' | 'jsx';
  /** What the syntax shows: any import/export makes `esm`, `require`/`module.exports` without them `cjs`, else `script`. */
  readonly format: 'esm' | 'cjs' | 'script';
  readonly shebang: boolean;
  /** `'use client'`, `'use server'`, `'use strict'` … at the top of the file. */
  readonly prologue: readonly string[];
  /** Offset of each line's first character. */
  readonly lines: readonly number[];
  readonly imports: readonly ImportFact[];
  readonly exports: readonly ExportFact[];
  readonly bindings: readonly BindingFact[];
  readonly functions: readonly FunctionFact[];
  readonly classes: readonly ClassFact[];
  readonly calls: readonly CallFact[];
  readonly discards: readonly DiscardFact[];
  readonly awaits: readonly AwaitFact[];
  readonly loops: readonly LoopFact[];
  readonly tries: readonly TryFact[];
  readonly branches: readonly BranchFact[];
  readonly assigns: readonly AssignFact[];
  readonly tested: readonly TestedFact[];
  readonly promised: readonly PromisedFact[];
  readonly directives: readonly DirectiveFact[];
  /** Number of statements and expressions visited. */
  readonly nodes: number;
}
