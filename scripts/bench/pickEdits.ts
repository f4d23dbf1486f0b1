/**
 * Edits as a person types them, without chance in it: files spread evenly over the project, each getting one more statement at
 * the beginning of one of its function bodies. It writes nothing to the disk.
 */
export interface Edit {
  readonly file: string;
  /** The whole new text of the file. */
  readonly text: string;
  /** Offset at which `inserted` was put in. */
  readonly at: number;
  readonly inserted: string;
}

/** The opening of a block that follows a parameter list, its return type or an arrow: a function's body or a statement's. */
const bodyStart = /(?:\)|=>|\)\s*:\s*[\w<>[\]., ]+)\s*\{\r?\n/g;

/** `count` edits in turn; a file met again is edited further. Texts are changed in place. */
export function* pickEdits(texts: Map<string, string>, count: number): Generator<Edit> {
  const files = [...texts].filter(([, text]) => text.search(bodyStart) >= 0).map(([file]) => file).sort();
  for (let i = 0; i < count && files.length > 0; i += 1) {
    // A step that shares no factor with most lengths visits the whole list in leaps.
    const file = files[(i * 7919) % files.length] ?? '';
    const text = texts.get(file) ?? '';
    const places = [...text.matchAll(bodyStart)].map((match) => match.index + match[0].length);
    const at = places[i % places.length] ?? 0;
    const inserted = `const typed${i} = ${i};\n`;
    const next = text.slice(0, at) + inserted + text.slice(at);
    texts.set(file, next);
    yield { file, text: next, at, inserted };
  }
}
