/** Where the parts of a run, or of a search, are. */
export interface Links {
  readonly self: string;
  readonly stop: string;
  readonly result: string;
  readonly stream: string;
}

/** @returns the addresses of the parts; @param list - the address of the list */
export function linksOf(list: string, id: string): Links {
  const self = `${list}/${id}`;
  return { self, stop: `${self}/stop`, result: `${self}/result`, stream: `${self}/stream` };
}
