/**
 * Lists of connections, each connection in at most one of them: linked through the connections themselves, as rings that a
 * node of the list's own closes.
 *
 * ```
 *   connections 0, 1, 2, lists 0, 1:   nodes   0   1   2 | 3   4      list 0 is closed by node 3, list 1 by node 4
 *   list 0 holds 2, then 0:            #next   3   .   0 | 2   4
 * ```
 */
export class ConnectionLists {
  readonly #connectionCount: number;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  constructor(connectionCount: number, listCount: number) {
    this.#connectionCount = connectionCount;
    this.#next = new Int32Array(connectionCount + listCount);
    this.#previous = new Int32Array(connectionCount + listCount);
    for (let list = 0; list < listCount; list++) {
      const node = connectionCount + list;
      this.#next[node] = node;
      this.#previous[node] = node;
    }
  }

  /** @returns the connection at the head of the list; −1 when it is empty */
  first(list: number): number {
    const node = this.#next[this.#connectionCount + list]!;
    return node < this.#connectionCount ? node : -1;
  }

  /** Puts a connection that is in no list before all others of the list. */
  prepend(list: number, connection: number): void {
    this.#insertAfter(this.#connectionCount + list, connection);
  }

  /** Puts a connection that is in no list after all others of the list. */
  append(list: number, connection: number): void {
    this.#insertAfter(this.#previous[this.#connectionCount + list]!, connection);
  }

  /** Takes a connection out of the list that it is in. */
  remove(connection: number): void {
    const next = this.#next[connection]!;
    const previous = this.#previous[connection]!;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  #insertAfter(node: number, connection: number): void {
    const next = this.#next[node]!;
    this.#next[node] = connection;
    this.#previous[connection] = node;
    this.#next[connection] = next;
    this.#previous[next] = connection;
  }
}
