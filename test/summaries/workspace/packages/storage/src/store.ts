export interface Store {
  load(key: string): string;
  save(key: string, text: string): Promise<void>;
}
