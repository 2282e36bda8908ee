// A page that the browser translates: in place of texts it puts elements of its own, behind React's back. What React then does
// with a text that is no longer there is done with what stands in its place, and a text that changes comes back.
// https://github.com/facebook/react/issues/11538

/** What the browser has put in place of a text. */
const standIns = new WeakMap<Node, ChildNode>();

/** Nothing is changed in a page that is not translated. */
export function followTranslation(root: Node): void {
  let patched = false;
  const changes = new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === 'characterData') bringBack(record.target);
      const [text] = record.removedNodes;
      const [standIn] = record.addedNodes;
      if (!(text instanceof Text && standIn instanceof HTMLElement && standIn.localName === 'font')) continue;
      standIns.set(text, standIn);
      // It hears of the text's next change, which nobody sees where it is now.
      changes.observe(text, { characterData: true });
      if (!patched) patchNode();
      patched = true;
    }
  });
  changes.observe(root, { subtree: true, childList: true });
}

function bringBack(text: Node): void {
  const standIn = standIns.get(text);
  standIns.delete(text);
  if (text.parentNode === null && standIn?.parentNode) standIn.replaceWith(text);
}

/** The child itself or, where it was replaced, what stands there for it; null where that is gone as well. */
function childOf(parent: Node, child: Node): Node | null {
  if (child.parentNode === parent) return child;
  const standIn = standIns.get(child);
  return standIn?.parentNode === parent ? standIn : null;
}

function patchNode(): void {
  const { removeChild, insertBefore } = Node.prototype;
  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    const there = childOf(this, child);
    if (there) removeChild.call(this, there);
    return child;
  };
  Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, before: Node | null): T {
    return insertBefore.call(this, node, before && childOf(this, before)) as T;
  };
}
