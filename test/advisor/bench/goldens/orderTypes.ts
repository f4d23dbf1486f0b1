/** Types of the functions beside, in a file of their own: the writer follows imports. */
export interface Line { readonly name: string; readonly price: number; readonly count: number }
export interface Order { readonly id: number; readonly lines: readonly Line[]; readonly state: 'open' | 'paid'; readonly paidAt?: Date; readonly note: string | null }
export type Label = `order ${string}` | 'all';
