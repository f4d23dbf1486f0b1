/**
 * Which language a file is written in, by its name alone.
 */
import type { FilePath } from './compiler.ts';

export function getLanguage(file: FilePath): 'ts' | 'tsx' | 'js' | 'jsx' {
  if (/\.tsx$/i.test(file)) return 'tsx';
  if (/\.[cm]?ts$/i.test(file)) return 'ts';
  return /\.jsx$/i.test(file) ? 'jsx' : 'js';
}
