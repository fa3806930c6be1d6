import type { Target } from './target.ts'

/** Which targets have a word as their id or as one of their tags. Empty until it is first asked. */
export class WordIndex<Client> {
  #isInUse = false
  readonly #byId = new Map<string, Target<Client>>()
  readonly #byTag = new Map<string, Set<Target<Client>>>()
  /** The tags under which a target is found, where it has any. */
  readonly #tags = new Map<Target<Client>, readonly string[]>()

  /** Notes a target, or its new tags. */
  put(target: Target<Client>): void {
    if (!this.#isInUse) return
    const { tags } = target.settings
    this.#byId.set(target.id, target)
    if (this.#tags.get(target) === tags) return
    this.#untag(target)
    if (tags.length === 0) return
    this.#tags.set(target, tags)
    for (const tag of tags) {
      const targets = this.#byTag.get(tag)
      if (targets === undefined) this.#byTag.set(tag, new Set([target]))
      else targets.add(target)
    }
  }

  /** Forgets a target. */
  delete(target: Target<Client>): void {
    // Another one may have taken its id while it was being removed.
    if (this.#byId.get(target.id) === target) this.#byId.delete(target.id)
    this.#untag(target)
  }

  /** Those of `all` that have one of the words. @param all read the first time only */
  of(words: readonly string[], all: Iterable<Target<Client>>): ReadonlySet<Target<Client>> {
    if (!this.#isInUse) {
      this.#isInUse = true
      for (const target of all) this.put(target)
    }
    const found = new Set<Target<Client>>()
    for (const word of words) {
      const target = this.#byId.get(word)
      if (target !== undefined) found.add(target)
      for (const tagged of this.#byTag.get(word) ?? []) found.add(tagged)
    }
    return found
  }

  #untag(target: Target<Client>): void {
    for (const tag of this.#tags.get(target) ?? []) {
      const targets = this.#byTag.get(tag)
      targets?.delete(target)
      if (targets?.size === 0) this.#byTag.delete(tag)
    }
    this.#tags.delete(target)
  }
}
