type Attributes = Readonly<Record<string, string | boolean>>;

/** @returns a new element; `false` leaves an attribute out, texts are never read as HTML */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * The element of the page that has this id.
 *
 * @throws Error when there is none of this kind: page and program are then not of one version
 */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} #${id}`);
}

/** Changes a text only when it differs, so that screen readers hear news only. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
