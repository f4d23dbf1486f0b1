/** The server's plain positions as VS Code's objects. */
import { Location, Position, Range, Uri } from 'vscode';
import type { PlainHop, PlainPosition, PlainRange } from '../../server/protocol.ts';

export function toPosition({ line, character }: PlainPosition): Position { return new Position(line, character); }

export function toRange({ start, end }: PlainRange): Range { return new Range(toPosition(start), toPosition(end)); }

export function toLocation(hop: Pick<PlainHop, 'uri' | 'range'>): Location { return new Location(Uri.parse(hop.uri), toRange(hop.range)); }
