/**
 * Which name means which binding. A scope only maps names to rows of {@link BindingFact}; declarations are entered before the
 * statements of the scope are walked (hoisting), so a use before the declaration finds it too. Types and values have separate
 * tables because a type alias and a constant may share a name. Sloppy-mode hoisting of functions out of blocks is not modelled.
 */
import { NodeFlags, SyntaxKind } from '../syntax/ast.ts';
import type {
  BindingName, BindingPattern, CaseBlock, ClassDeclaration, EnumDeclaration, FunctionDeclaration, Identifier, ImportDeclaration, ImportEqualsDeclaration,
  InterfaceDeclaration, LabeledStatement, ModuleDeclaration, Node, Statement, TypeAliasDeclaration, TypeParameterDeclaration, VariableDeclarationList, VariableStatement,
} from '../syntax/ast.ts';
import type { BindingFact, BindingIndex, FunctionIndex } from './fileFacts.ts';
import type { Walker } from './walker.ts';

/** Nesting of destructuring patterns that is followed; deeper names stay global. */
const deepestPattern = 60;

export class Scope {
  readonly parent: Scope | undefined;
  readonly f: FunctionIndex;
  /** A `using` was declared here, in a statement that was walked already. */
  disposes = false;
  #values: Map<string, BindingIndex> | undefined;
  #types: Map<string, BindingIndex> | undefined;

  constructor(parent: Scope | undefined, f: FunctionIndex) {
    this.parent = parent;
    this.f = f;
  }

  /** The binding a value name means here, looking outwards. */
  findValue(name: string): BindingIndex | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const found = scope.#values?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The binding a type name means here: a type, else a class, enum, namespace or import of that name. */
  findType(name: string): BindingIndex | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const found = scope.#types?.get(name) ?? scope.#values?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  findOwnValue(name: string): BindingIndex | undefined {
    return this.#values?.get(name);
  }

  findOwnType(name: string): BindingIndex | undefined {
    return this.#types?.get(name) ?? this.#values?.get(name);
  }

  setValue(name: string, binding: BindingIndex): void {
    (this.#values ??= new Map()).set(name, binding);
  }

  setType(name: string, binding: BindingIndex): void {
    (this.#types ??= new Map()).set(name, binding);
  }
}

type BindingKind = BindingFact['kind'];

/** Enters a name as a value and gives its row; a second declaration of the same name in the same scope shares the first one's. */
export function declareValue(w: Walker, scope: Scope, name: Node, kind: BindingKind, declaration: Node): BindingIndex {
  const n = w.nameOf(name);
  const known = scope.findOwnValue(n);
  if (known !== undefined) return known;
  const b = w.addBinding(n, name, kind, scope.f, declaration);
  if (n !== '') scope.setValue(n, b);
  return b;
}

/** Enters a type name. An interface beside a class, enum or import of that name merges with it. */
export function declareType(w: Walker, scope: Scope, name: Node, kind: BindingKind, declaration: Node): BindingIndex {
  const n = w.nameOf(name);
  const known = scope.findOwnType(n);
  if (known !== undefined) {
    const merged = w.rows.bindings[known]?.kind;
    if (merged === 'type' || merged === 'class' || merged === 'enum' || merged === 'namespace' || merged === 'import') return known;
  }
  const b = w.addBinding(n, name, kind, scope.f, declaration);
  scope.setType(n, b);
  return b;
}

/** Enters every name of a binding pattern. */
export function declarePattern(w: Walker, scope: Scope, name: BindingName, kind: BindingKind, declaration: Node, depth = 0): void {
  if (name.kind === SyntaxKind.Identifier) {
    declareValue(w, scope, name, kind, declaration);
    return;
  }
  if (depth > deepestPattern) return;
  for (const element of (name as BindingPattern).elements) {
    if (element.kind === SyntaxKind.BindingElement && element.name !== undefined) declarePattern(w, scope, element.name, kind, element, depth + 1);
  }
}

export function declareTypeParameters(w: Walker, scope: Scope, parameters: Iterable<TypeParameterDeclaration> | undefined): void {
  if (parameters === undefined) return;
  for (const parameter of parameters) declareType(w, scope, parameter.name, 'typeParameter', parameter);
}

/** `let`, `const`, `using` or `var`, from a declaration list. */
export function getVariableKind(list: VariableDeclarationList): 'const' | 'let' | 'var' | 'using' {
  const flags = list.flags & NodeFlags.BlockScoped;
  if (flags === NodeFlags.Const) return 'const';
  if (flags === NodeFlags.Let) return 'let';
  return flags === 0 ? 'var' : 'using';
}

/** Enters the names of a `let`, `const`, `using` (`lexical`) or `var` list; the other sort is left alone. */
export function declareVariables(w: Walker, scope: Scope, list: VariableDeclarationList, lexical: boolean, parameters?: Scope): void {
  const kind = getVariableKind(list);
  if ((kind !== 'var') !== lexical) return;
  for (const declaration of list.declarations) {
    const { name } = declaration;
    const isParameter = parameters !== undefined && name.kind === SyntaxKind.Identifier && parameters.findOwnValue(w.nameOf(name)) !== undefined;
    if (!isParameter) declarePattern(w, scope, name, kind, declaration);
  }
}

/** Enters what the statements of a block declare for that block: everything but `var`. */
export function hoistLexical(w: Walker, scope: Scope, statements: Iterable<Node>): void {
  for (const statement of statements) {
    let inner = statement;
    while (inner.kind === SyntaxKind.LabeledStatement) inner = (inner as LabeledStatement).statement;
    lexicalDeclarers[inner.kind]?.(w, scope, inner);
  }
}

/** True when a block declares names of its own, so that it needs a scope. */
export function hasLexical(statements: Iterable<Node>): boolean {
  for (const statement of statements) {
    if (statement.kind === SyntaxKind.VariableStatement) {
      if (((statement as VariableStatement).declarationList.flags & NodeFlags.BlockScoped) !== 0) return true;
    } else if (statement.kind === SyntaxKind.LabeledStatement || lexicalDeclarers[statement.kind] !== undefined) return true;
  }
  return false;
}

type Declarer = (w: Walker, scope: Scope, statement: Node) => void;

const lexicalDeclarers: Partial<Record<SyntaxKind, Declarer>> = {
  [SyntaxKind.VariableStatement]: (w, scope, s) => declareVariables(w, scope, (s as VariableStatement).declarationList, true),
  [SyntaxKind.FunctionDeclaration]: (w, scope, s) => {
    const name = (s as FunctionDeclaration).name;
    if (name !== undefined) declareValue(w, scope, name, 'function', s);
  },
  [SyntaxKind.ClassDeclaration]: (w, scope, s) => {
    const name = (s as ClassDeclaration).name;
    if (name !== undefined) declareValue(w, scope, name, 'class', s);
  },
  [SyntaxKind.EnumDeclaration]: (w, scope, s) => void declareValue(w, scope, (s as EnumDeclaration).name, 'enum', s),
  [SyntaxKind.InterfaceDeclaration]: (w, scope, s) => void declareType(w, scope, (s as InterfaceDeclaration).name, 'type', s),
  [SyntaxKind.TypeAliasDeclaration]: (w, scope, s) => void declareType(w, scope, (s as TypeAliasDeclaration).name, 'type', s),
  [SyntaxKind.JSTypeAliasDeclaration]: (w, scope, s) => void declareType(w, scope, (s as TypeAliasDeclaration).name, 'type', s),
  [SyntaxKind.ModuleDeclaration]: (w, scope, s) => {
    const name = (s as ModuleDeclaration).name;
    // `declare module 'x'` and `declare global` describe other files; they bind no name here.
    if (name.kind === SyntaxKind.Identifier && (s as ModuleDeclaration).body !== undefined && w.nameOf(name) !== 'global') declareValue(w, scope, name, 'namespace', s);
  },
  [SyntaxKind.ImportEqualsDeclaration]: (w, scope, s) => void declareValue(w, scope, (s as ImportEqualsDeclaration).name, 'import', s),
  [SyntaxKind.ImportDeclaration]: declareImports,
  [SyntaxKind.JSImportDeclaration]: declareImports,
};

function declareImports(w: Walker, scope: Scope, statement: Node): void {
  const clause = (statement as ImportDeclaration).importClause;
  if (clause === undefined) return;
  if (clause.name !== undefined) declareValue(w, scope, clause.name, 'import', clause);
  const named = clause.namedBindings;
  if (named === undefined) return;
  if (named.kind === SyntaxKind.NamespaceImport) declareValue(w, scope, named.name as Identifier, 'import', named);
  else if (named.kind === SyntaxKind.NamedImports) for (const specifier of named.elements) declareValue(w, scope, specifier.name, 'import', specifier);
}

/**
 * Enters every `var` of a function or module, from whatever depth of statements; iterative, since `else if` chains are long.
 * A `var` named like one of the `parameters` is that parameter.
 */
export function hoistVars(w: Walker, scope: Scope, statements: Iterable<Statement>, parameters?: Scope): void {
  const open: Node[] = [...statements].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    switch (node.kind) {
      case SyntaxKind.VariableStatement:
        declareVariables(w, scope, (node as VariableStatement).declarationList, false, parameters);
        break;
      case SyntaxKind.VariableDeclarationList:
        declareVariables(w, scope, node as VariableDeclarationList, false, parameters);
        break;
      case SyntaxKind.ExpressionStatement:
      case SyntaxKind.ReturnStatement:
        break;
      default:
        if (holdsStatements.has(node.kind)) open.push(...childrenOf(node).reverse());
    }
  }
}

const holdsStatements = new Set<SyntaxKind>([
  SyntaxKind.Block, SyntaxKind.IfStatement, SyntaxKind.ForStatement, SyntaxKind.ForInStatement, SyntaxKind.ForOfStatement, SyntaxKind.WhileStatement,
  SyntaxKind.DoStatement, SyntaxKind.TryStatement, SyntaxKind.CatchClause, SyntaxKind.SwitchStatement, SyntaxKind.CaseBlock, SyntaxKind.CaseClause,
  SyntaxKind.DefaultClause, SyntaxKind.LabeledStatement, SyntaxKind.WithStatement,
]);

function childrenOf(node: Node): Node[] {
  if (node.kind === SyntaxKind.CaseBlock) return [...(node as CaseBlock).clauses];
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  return children;
}
